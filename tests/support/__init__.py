"""What several tests share: waiting, and real servers on free ports."""
