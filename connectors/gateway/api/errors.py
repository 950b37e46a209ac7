"""Failures as `{"error": {"code", "message", …}}` with their HTTP status."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from pymongo.errors import PyMongoError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from connectors.errors import AppError, InvalidInput, NotFound, TooLarge, Unavailable
from connectors.gateway.refusals import refusal

log = logging.getLogger(__name__)


class _Error(BaseModel):
    model_config = ConfigDict(extra="allow")

    code: str
    message: str


class Failure(BaseModel):
    """What every failure is answered with."""

    error: _Error


def error_response(error: AppError) -> JSONResponse:
    """The response an error is."""
    retry_after = error.details.get("retry_after")
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({"error": error.to_wire()}, error.status, headers)


def add_error_handlers(app: FastAPI) -> None:
    """Answer every failure in one shape."""
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(RequestValidationError, _wrong_shape)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(PyMongoError, _database_away)
    app.add_exception_handler(Exception, _bug)


async def _app_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AppError)
    return error_response(error)


async def _wrong_shape(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return error_response(refusal(error.errors()))


async def http_error(_: Request, error: Exception) -> JSONResponse:
    """What Starlette and FastAPI refuse by themselves, such as an address there is not."""
    assert isinstance(error, HTTPException)
    if error.status_code == 413:
        return error_response(TooLarge("The request is too large."))
    if error.status_code == 404:
        return error_response(NotFound("There is nothing here."))
    wire = InvalidInput(str(error.detail)).to_wire()
    return JSONResponse({"error": wire}, error.status_code, error.headers)


async def _database_away(_: Request, error: Exception) -> JSONResponse:
    log.warning("api.unavailable error=%s", type(error).__name__)
    return error_response(Unavailable("Please try again in a moment."))


async def _bug(_: Request, error: Exception) -> JSONResponse:
    # The server behind logs it with its traceback.
    return error_response(AppError("Something went wrong on our side."))
