export { AlertIcon, CloseIcon, SendIcon } from "../common/icons";
import { icon } from "../common/icons";

export const MoreIcon = /* @__PURE__ */ icon("M12 5.5v.01M12 12v.01M12 18.5v.01");
export const ReplyIcon = /* @__PURE__ */ icon("M9.5 5.5L4 11l5.5 5.5M4.5 11H14a6 6 0 0 1 6 6v1.5", true);
export const EditIcon = /* @__PURE__ */ icon("M4.5 19.5l1-4.2L16 4.8a1.6 1.6 0 0 1 2.3 0l.9.9a1.6 1.6 0 0 1 0 2.3L8.7 18.5l-4.2 1ZM14 6.8l3.2 3.2");
export const BinIcon = /* @__PURE__ */ icon("M4.5 7h15M9.5 7V4.8h5V7M6.5 7l.8 12.2h9.4L17.5 7M10.3 10.5v5.5M13.7 10.5v5.5");
export const ClipIcon = /* @__PURE__ */ icon("M19.5 11.3l-7.8 7.8a5 5 0 0 1-7.1-7.1l8.1-8a3.4 3.4 0 0 1 4.8 4.7l-8.1 8.1a1.7 1.7 0 0 1-2.4-2.4l7.4-7.4");
export const MicIcon = /* @__PURE__ */ icon("M12 15a3.2 3.2 0 0 0 3.2-3.2V6.7a3.2 3.2 0 0 0-6.4 0v5.1A3.2 3.2 0 0 0 12 15ZM5.8 11.5a6.2 6.2 0 0 0 12.4 0M12 17.8v2.7");
export const PlayIcon = /* @__PURE__ */ icon("M8.5 6v12l9.5-6-9.5-6Z");
export const PauseIcon = /* @__PURE__ */ icon("M9 6.5v11M15 6.5v11");
export const FileIcon = /* @__PURE__ */ icon("M7 3.5h7l4.5 4.5v11A1.5 1.5 0 0 1 17 20.5H7A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5ZM13.5 3.5V8.5h5");
export const DownloadIcon = /* @__PURE__ */ icon("M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14");
export const SearchIcon = /* @__PURE__ */ icon("M10.8 17.3a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.6 15.6l4.4 4.4");
export const BellIcon = /* @__PURE__ */ icon("M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5l1.5-1.5ZM10 20.5h4");
export const EyeIcon = /* @__PURE__ */ icon("M2.8 12S6 6 12 6s9.2 6 9.2 6-3.2 6-9.2 6-9.2-6-9.2-6ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z");
export const CheckIcon = /* @__PURE__ */ icon("M5 12.5l4.5 4.5L19 7.5");
