"""Stand-in for servers that speak OpenAI's chat completions: POST {base}/chat/completions, where
base ends in /v1. The flavour (xai, openai, ollama, llama) decides how errors and usage look."""
import json

from .generators import Question, compose, html_answer, json_answer

TEAM = "16f2151a-0000-4a80-8ad0-cae00c27e8dd"
SPENT = (f"Your team {TEAM} has either used all available credits or reached its monthly spending "
         "limit. To continue making API requests, please purchase more credits or raise your "
         "spending limit.")
DENIED = "The caller does not have permission to execute the specified operation"
NO_LIST = "Unable to generate exactly {limit} verifiably published books for {month}."


def error(question, status, message, outcome, **more):
    """An error as the flavour words it. more: type, code (of OpenAI's form), flat (code of xAI's),
    headers."""
    headers = more.pop("headers", None)
    flat = more.pop("flat", None)
    if question.flavour == "xai" and flat:
        return json_answer({"code": flat, "error": message}, status, headers, outcome)
    if question.flavour == "llama":
        body = {"code": more.get("number", status), "message": message,
                "type": more.get("type", "invalid_request_error")}
        return json_answer({"error": {**body, **more.get("extra", {})}}, status, headers, outcome)
    return json_answer({"error": {"message": message, "type": more.get("type", "api_error"),
                                  "param": more.get("param"), "code": more.get("code")}},
                       status, headers, outcome)


def rate_limit(rule, question):
    after_s = rule.get("retry_after_s", 1)
    headers = {}
    if after_s is not None:
        headers["Retry-After"] = str(max(round(after_s), 1))
        if question.flavour == "openai":
            headers["retry-after-ms"] = str(round(after_s * 1000))
    headers["x-ratelimit-remaining-requests"] = "0"
    return error(question, 429, "Too many requests: the rate limit of this team and model is "
                 "reached.", "rate_limited", flat="Some resource has been exhausted",
                 type="requests", code="rate_limit_exceeded", headers=headers)


def quota(rule, question):
    if question.flavour == "xai":
        shape = rule.get("shape", "flat")
        if shape == "nested":
            return json_answer({"error": {"message": SPENT, "type": None, "param": None,
                                          "code": None}}, 429, outcome="quota")
        return error(question, 429, SPENT, "quota", flat="Some resource has been exhausted")
    return error(question, 429, "You exceeded your current quota, please check your plan and "
                 "billing details.", "quota", type="insufficient_quota", code="insufficient_quota")


def out_of_credits(_rule, question):
    if question.flavour != "xai":
        return quota({}, question)
    return error(question, 403, "You have run out of credits or need a Grok subscription. Add "
                 "credits at https://console.x.ai.", "quota", flat=DENIED)


def wrong_key(rule, question):
    """Echoes the key, as such servers do."""
    message = (f"Incorrect API key provided: {question.key or ''}. You can obtain an API key from "
               "https://console.x.ai.")
    status = int(rule.get("shape", 400 if question.flavour == "xai" else 401))
    return error(question, status, message, "wrong_key",
                 flat="Client specified an invalid argument", type="invalid_request_error",
                 code="invalid_api_key")


def safety(_rule, question):
    return json_answer({"code": DENIED, "error": (
        f"Content violates usage guidelines. Team: {TEAM}, API key ID: 1, Model: {question.model}, "
        "Failed check: SAFETY_CHECK_TYPE_BIO")}, 403, outcome="refused")


def schema_rejected(_rule, question):
    if question.flavour == "llama":
        return error(question, 400, 'Either "json_schema" or "grammar" can be specified, but not '
                     "both", "schema_rejected")
    return error(question, 400, "Invalid parameter: 'response_format' of type "
                 f"'{question.output}' is not supported with this model.", "schema_rejected",
                 flat="Client specified an invalid argument", type="invalid_request_error",
                 param="response_format")


def model_gone(_rule, question):
    words = {"xai": f"The model {question.model} does not exist or your team {TEAM} does not have "
                    "access to it.",
             "ollama": f'model "{question.model}" not found, try pulling it first'}
    return error(question, 404, words.get(question.flavour, f"The model `{question.model}` does "
                 "not exist or you do not have access to it."), "model_gone",
                 flat="Some requested entity was not found", type="invalid_request_error",
                 code="model_not_found")


def plain(status, message, outcome, **more):
    return lambda rule, question: error(question, status, message, outcome, **more)


ERRORS = {
    "rate_limit": rate_limit,
    "quota": quota,
    "out_of_credits": out_of_credits,
    "wrong_key": wrong_key,
    "no_key": plain(401, "No API key was provided.", "wrong_key", type="invalid_request_error",
                    flat="Unauthenticated"),
    "forbidden": plain(403, "Your API key or team is blocked.", "forbidden", flat=DENIED),
    "safety": safety,
    "cloudflare": lambda rule, question: html_answer(403, "Attention Required! | Cloudflare"),
    "model_gone": model_gone,
    "schema_rejected": schema_rejected,
    "bad_request": plain(400, "Argument not supported: topK", "bad_request",
                         flat="Client specified an invalid argument", type="invalid_request_error"),
    "context_exceeded": plain(400, "the request exceeds the available context size", "bad_request",
                              type="exceed_context_size_error",
                              extra={"n_prompt_tokens": 9000, "n_ctx": 4096}),
    "flat_200": lambda rule, question: json_answer(
        {"code": "The service is currently unavailable",
         "error": rule.get("reason", "Service temporarily unavailable. The model is at capacity "
                           "and currently cannot serve this request.")}, outcome="server_error"),
    "error_200": lambda rule, question: json_answer(
        {"error": {"code": 500, "message": "Internal error: slot unavailable",
                   "type": "server_error"}}, outcome="server_error"),
    "loading": plain(503, "Loading model", "server_error", type="unavailable_error"),
    "server_error": plain(500, "Internal error", "server_error", type="server_error",
                          flat="Internal error"),
    "unavailable": plain(503, "The service is temporarily unavailable. Try again later.",
                         "server_error", type="server_error",
                         flat="The service is currently unavailable"),
    "deadline": plain(504, "Gateway timeout", "server_error", flat="Timeout"),
}


class OpenAi:
    kind = "openai"
    generates = True
    key_required = False
    suffix = "/v1"
    errors = ERRORS
    refusals = ("content_error", "refusal", "content_filter", "empty_reason", "flat_200", "safety")

    def key(self, request):
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        return key if scheme.lower() == "bearer" and key else None

    def read(self, request, service):
        question = Question("", "", "", "none", None)
        question.flavour = service.flavour
        question.key = self.key(request)
        if request.path != "/v1/chat/completions" or request.method != "POST":
            return error(question, 404, "Not found: " + request.path, "no_route",
                         flat="Some requested entity was not found")
        try:
            body = json.loads(request.body)
            texts = {"system": [], "user": []}
            for message in body["messages"]:
                content = message["content"]
                if not isinstance(content, str):
                    content = "\n".join(part["text"] for part in content)
                texts["user" if message["role"] == "user" else "system"].append(content)
            form = body.get("response_format") or {}
            output = {"json_schema": "json_schema", "json_object": "json_object"}.get(
                form.get("type"), "none")
            schema = form["json_schema"]["schema"] if output == "json_schema" else None
            question.__init__("\n".join(texts["user"]), "\n".join(texts["system"]),
                              body["model"], output, schema)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            return error(question, 400, f"Cannot read the request: {problem!r}", "bad_request",
                         flat="Client specified an invalid argument",
                         type="invalid_request_error")
        if schema is not None and schema.get("type") != "object":
            return error(question, 400, "Invalid schema for response_format: schema must be of "
                         'type "object".', "bad_request", type="invalid_request_error",
                         flat="Client specified an invalid argument", param="response_format")
        return question

    def accept(self, question, service):
        if question.output in service.rejects_output:
            return schema_rejected({}, question)
        return None

    def render(self, draft, service):
        question = draft.question
        text = draft.text()
        message = {"role": "assistant", "content": None if draft.absent else text, "reasoning_content": draft.thoughts,
                   "refusal": None}
        finish = draft.finish or "stop"
        if draft.refusal:
            shape, reason = draft.refusal
            reason = reason or NO_LIST.format(limit=question.limit, month=question.month)
            if shape in ("flat_200", "safety"):
                answer = ERRORS[shape]({"reason": reason}, question)
                answer.outcome = "refused"
                return answer
            finish, text = self.refuse(shape or "content_error", reason, message)
        written = len(text or "") // 4
        thought = service.reasoning_tokens + len(draft.thoughts or "") // 4
        shown = written if service.flavour == "xai" else written + thought
        body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1795478400,
                "model": service.model or question.model,
                "choices": [{"index": 0, "message": message, "finish_reason": finish}],
                "usage": {"prompt_tokens": question.tokens_in, "completion_tokens": shown,
                          "total_tokens": question.tokens_in + written + thought,
                          "prompt_tokens_details": {"cached_tokens": 0},
                          "completion_tokens_details": {"reasoning_tokens": thought}},
                "system_fingerprint": "fp_0", "citations": None}
        return compose(json_answer(body, outcome=draft.outcome), question, written, thought)

    def refuse(self, shape, reason, message):
        if shape == "refusal":
            message.update(content=None, refusal=reason)
        elif shape == "content_filter":
            message.update(content=None)
            return "content_filter", ""
        elif shape == "empty_reason":
            message.update(content=json.dumps({"books": [], "refusal_reason": reason}))
        else:
            message.update(content=json.dumps({"error": reason}))
        return "stop", message["content"] or reason
