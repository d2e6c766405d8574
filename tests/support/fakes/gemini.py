"""Stand-in for Google's Gemini: POST {base}/v1beta/models/{model}:generateContent."""
import json
import re
import zlib

from .generators import Question, compose, json_answer

ROUTE = re.compile(r"^/v1(?:beta)?/models/([^/:]+):generateContent$")
TYPE = "type.googleapis.com/google.rpc."
HELP = {"@type": TYPE + "Help", "links": [{
    "description": "Learn more about Gemini API quotas",
    "url": "https://ai.google.dev/gemini-api/docs/rate-limits"}]}
QUOTA_WORDS = ("You exceeded your current quota, please check your plan and billing details. For "
               "more information on this error, head to: "
               "https://ai.google.dev/gemini-api/docs/rate-limits.")
NOT_IN_RESPONSE_SCHEMA = ("additionalProperties", "$schema", "maxItems", "$ref", "$defs")


def error(code, status, message, details=None, outcome=None):
    body = {"error": {"code": code, "message": message, "status": status}}
    if details:
        body["error"]["details"] = details
    return json_answer(body, code, outcome=outcome or status.lower())


def quota_failure(period, model, value):
    return {"@type": TYPE + "QuotaFailure", "violations": [{
        "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
        "quotaId": f"GenerateRequestsPer{period}PerProjectPerModel-FreeTier",
        "quotaDimensions": {"location": "global", "model": model}, "quotaValue": str(value)}]}


def exhausted(period, outcome, with_delay):
    def make(rule, question):
        shape = rule.get("shape", "details")
        details = [quota_failure(period, question.model, rule.get("value", 250)), HELP]
        if with_delay or shape == "with_retry_info":
            delay = f"{rule.get('retry_after_s', 26):.9g}s"
            details.append({"@type": TYPE + "RetryInfo", "retryDelay": delay})
        if shape in ("help_only", "bare"):
            details = [HELP] if shape == "help_only" else None
        answer = error(429, "RESOURCE_EXHAUSTED", QUOTA_WORDS, details, outcome)
        if shape == "array":
            answer.body = b"[" + answer.body + b"]"
        return answer
    return make


def wrong_key(rule, _question):
    if rule.get("shape") == "401":
        return error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials. "
                     "Expected OAuth 2 access token, login cookie or other valid authentication "
                     "credential.", outcome="wrong_key")
    info = {"@type": TYPE + "ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com",
            "metadata": {"service": "generativelanguage.googleapis.com"}}
    return error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
                 [info], "wrong_key")


def schema_rejected(rule, _question):
    name = rule.get("name", "maxItems")
    message = (f'Invalid JSON payload received. Unknown name "{name}" at '
               "'generation_config.response_schema': Cannot find field.")
    return error(400, "INVALID_ARGUMENT", message, [{
        "@type": TYPE + "BadRequest", "fieldViolations": [{
            "field": "generation_config.response_schema", "description": message}]}],
        "schema_rejected")


def plain(code, status, message, outcome):
    return lambda rule, question: error(code, status, message.format(model=question.model),
                                        outcome=outcome)


ERRORS = {
    "rate_limit": exhausted("Minute", "rate_limited", True),
    "quota": exhausted("Day", "quota", False),
    "out_of_credits": lambda rule, question: error(429, "RESOURCE_EXHAUSTED", QUOTA_WORDS,
                                                   outcome="quota"),
    "wrong_key": wrong_key,
    "no_key": plain(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers (callers "
                    "without established identity). Please use API Key or other form of API "
                    "consumer identity to call this API.", "wrong_key"),
    "forbidden": plain(403, "PERMISSION_DENIED", "Your project has been denied access. Please "
                       "contact support.", "forbidden"),
    "region": plain(400, "FAILED_PRECONDITION", "User location is not supported for the API use.",
                    "forbidden"),
    "model_gone": plain(404, "NOT_FOUND", "models/{model} is not found for API version v1beta, or "
                        "is not supported for generateContent. Call ListModels to see the list of "
                        "available models and their supported methods.", "model_gone"),
    "schema_rejected": schema_rejected,
    "bad_request": plain(400, "INVALID_ARGUMENT", "The specified schema produces a constraint that "
                         "has too many states for serving.", "bad_request"),
    "server_error": plain(500, "INTERNAL", "An internal error has occurred. Please retry or report "
                          "in https://developers.generativeai.google/guide/troubleshooting",
                          "server_error"),
    "unavailable": plain(503, "UNAVAILABLE", "The model is overloaded. Please try again later.",
                         "server_error"),
    "deadline": plain(504, "DEADLINE_EXCEEDED", "The request timed out. Please try again.",
                      "server_error"),
}


class Gemini:
    kind = "gemini"
    generates = True
    key_required = True
    suffix = ""
    errors = ERRORS
    refusals = ("blocked_prompt", "safety", "safety_empty_content", "safety_no_parts",
                "recitation", "blocklist", "prohibited_content", "spii", "language", "reason")

    def key(self, request):
        return request.headers.get("x-goog-api-key") or request.query.get("key")

    def read(self, request, _service):
        match = ROUTE.match(request.path)
        if not match or request.method != "POST":
            return error(404, "NOT_FOUND", "Requested entity was not found.", outcome="no_route")
        try:
            body = json.loads(request.body)
            user = "\n".join(part["text"] for content in body["contents"]
                             for part in content["parts"])
            system = "\n".join(part["text"] for part in
                               body.get("systemInstruction", {"parts": []})["parts"])
            config = body.get("generationConfig", {})
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            return error(400, "INVALID_ARGUMENT", f"Invalid JSON payload received. {problem!r}",
                         outcome="bad_request")
        schema = config.get("responseSchema") or config.get("responseJsonSchema")
        output = "json_schema" if schema else (
            "json_object" if config.get("responseMimeType") == "application/json" else "none")
        question = Question(user, system, match[1], output, schema)
        if schema and config.get("responseMimeType") != "application/json":
            return error(400, "INVALID_ARGUMENT", "response_schema requires response_mime_type "
                         "application/json.", outcome="bad_request")
        text = json.dumps(config.get("responseSchema", {}))
        for name in NOT_IN_RESPONSE_SCHEMA:
            if f'"{name}"' in text:
                return schema_rejected({"name": name}, question)
        return question

    def accept(self, question, service):
        """The error for a request that is well-formed but not to this service's liking."""
        if question.output in service.rejects_output:
            return schema_rejected({"name": "response_schema"}, question)
        return None

    def render(self, draft, service):
        question = draft.question
        text = draft.text()
        candidate = {"content": {"role": "model", "parts": self.parts(draft, text)},
                     "finishReason": {None: "STOP", "length": "MAX_TOKENS"}.get(draft.finish,
                                                                                draft.finish),
                     "index": 0}
        if draft.absent:
            del candidate["content"]["parts"]
        body = {"candidates": [candidate]}
        if draft.refusal:
            body, text = self.refused(draft, candidate)
        written = len(text) // 4
        thought = service.reasoning_tokens + len(draft.thoughts or "") // 4
        body["usageMetadata"] = {
            "promptTokenCount": question.tokens_in, "candidatesTokenCount": written,
            "thoughtsTokenCount": thought,
            "totalTokenCount": question.tokens_in + written + thought}
        body["modelVersion"] = service.model or question.model
        body["responseId"] = f"r{zlib.crc32(question.text.encode()):08x}"
        return compose(json_answer(body, outcome=draft.outcome), question, written, thought)

    def parts(self, draft, text):
        half = len(text) // 2
        parts = [{"text": piece} for piece in ((text[:half], text[half:]) if draft.split
                                               else (text,))]
        return [{"thought": True, "text": draft.thoughts}] + parts if draft.thoughts else parts

    def refused(self, draft, candidate):
        shape, reason = draft.refusal
        shape = shape or "prohibited_content"
        if shape == "blocked_prompt":
            return {"promptFeedback": {"blockReason": reason or "PROHIBITED_CONTENT"}}, ""
        if shape == "reason":
            text = json.dumps({"books": [], "refusal_reason": reason or "I cannot verify these."})
            candidate["content"]["parts"] = [{"text": text}]
            return {"candidates": [candidate]}, text
        candidate["finishReason"] = "SAFETY" if shape.startswith("safety") else shape.upper()
        if shape == "safety_empty_content":
            candidate["content"] = {}
        elif shape == "safety_no_parts":
            candidate["content"]["parts"] = []
        else:
            del candidate["content"]
        if shape == "safety":
            candidate["safetyRatings"] = [{"category": "HARM_CATEGORY_DANGEROUS_CONTENT",
                                           "probability": "HIGH", "blocked": True}]
        if reason:
            candidate["finishMessage"] = reason
        return {"candidates": [candidate]}, ""
