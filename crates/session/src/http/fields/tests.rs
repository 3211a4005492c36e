use super::*;
use serde_json::json;

fn sent() -> Value {
    json!({ "amount": -1, "unit_price": "x", "note": "", "items": [{ "price": 1 }] })
}

fn found(answer: &Value) -> Found {
    of(answer, Some(&sent()))
}

/// Its name, an answer, and what that says of the fields.
type Dialect = (&'static str, Value, Vec<(&'static str, &'static str)>);

#[test]
fn each_frameworks_way_to_say_it_is_understood() {
    let dialects: Vec<Dialect> = vec![
        (
            "FastAPI",
            json!({ "detail": [
                { "type": "greater_than", "loc": ["body", "amount"], "msg": "Input should be greater than 0", "input": -1, "ctx": { "gt": 0 } },
                { "loc": ["body", "items", 0, "price"], "msg": "Field required", "type": "missing" },
            ] }),
            vec![("amount", "Input should be greater than 0"), ("items.0.price", "Field required")],
        ),
        (
            "Rails",
            json!({ "errors": { "amount": ["can't be blank", "is not a number"] } }),
            vec![("amount", "can't be blank; is not a number")],
        ),
        ("Rails, bare", json!({ "amount": ["can't be blank"] }), vec![("amount", "can't be blank")]),
        (
            "Rails, sentences",
            json!({ "errors": ["Amount can't be blank", "Unit price is too low"] }),
            vec![("amount", "Amount can't be blank"), ("unit_price", "Unit price is too low")],
        ),
        (
            "Rails, details",
            json!({ "status": 422, "error": "Unprocessable Entity", "errors": { "amount": [{ "error": "blank" }] } }),
            vec![("amount", "blank")],
        ),
        (
            "Django REST framework",
            json!({ "amount": ["A valid number is required."], "note": ["This field may not be blank."] }),
            vec![("amount", "A valid number is required."), ("note", "This field may not be blank.")],
        ),
        (
            "Django REST framework, nested",
            json!({ "items": [{}, { "price": ["Too low."] }], "owner": { "name": ["Required."] } }),
            vec![("items.1.price", "Too low."), ("owner.name", "Required.")],
        ),
        (
            "drf-standardized-errors",
            json!({ "type": "validation_error", "errors": [{ "code": "required", "detail": "This field is required.", "attr": "amount", "attribute": "amount" }] }),
            vec![("amount", "This field is required.")],
        ),
        (
            "Phoenix",
            json!({ "errors": { "amount": ["must be greater than 0"] } }),
            vec![("amount", "must be greater than 0")],
        ),
        (
            "JSON:API",
            json!({ "errors": [{ "status": "422", "source": { "pointer": "/data/attributes/amount" }, "title": "Invalid Attribute", "detail": "must be positive" }] }),
            vec![("amount", "must be positive")],
        ),
        (
            "JSON:API, camels",
            json!({ "errors": [{ "source": { "pointer": "/data/attributes/unit-price" }, "detail": "is too low" }] }),
            vec![("unit_price", "is too low")],
        ),
        (
            "ASP.NET",
            json!({ "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1", "title": "One or more validation errors occurred.", "status": 400, "errors": { "Amount": ["The field Amount must be between 1 and 9."], "UnitPrice": ["Bad."] }, "traceId": "00-1" }),
            vec![("amount", "The field Amount must be between 1 and 9."), ("unit_price", "Bad.")],
        ),
        (
            "ASP.NET, unreadable",
            json!({ "title": "x", "errors": { "$.amount": ["The JSON value could not be converted."] } }),
            vec![("amount", "The JSON value could not be converted.")],
        ),
        (
            "ASP.NET, old",
            json!({ "Message": "The request is invalid.", "ModelState": { "order.Amount": ["Bad."] } }),
            vec![("order.amount", "Bad.")],
        ),
        (
            "Nest",
            json!({ "statusCode": 400, "message": ["amount must be a positive number", "items.0.price must be a number"], "error": "Bad Request" }),
            vec![("amount", "amount must be a positive number"), ("items.0.price", "items.0.price must be a number")],
        ),
        (
            "class-validator",
            json!([{ "property": "amount", "value": -1, "constraints": { "min": "amount must not be less than 1" }, "children": [] }, { "property": "owner", "children": [{ "property": "name", "constraints": { "isString": "name must be a string" } }] }]),
            vec![("amount", "amount must not be less than 1"), ("owner.name", "name must be a string")],
        ),
        (
            "Zod",
            json!({ "success": false, "error": { "issues": [{ "code": "too_small", "path": ["amount"], "message": "Too small" }], "name": "ZodError" } }),
            vec![("amount", "Too small")],
        ),
        (
            "Zod, issues",
            json!({ "issues": [{ "path": ["items", 0, "price"], "message": "Required" }] }),
            vec![("items.0.price", "Required")],
        ),
        (
            "Zod, errors",
            json!({ "errors": [{ "path": ["amount"], "message": "Required" }] }),
            vec![("amount", "Required")],
        ),
        (
            "Zod, flat",
            json!({ "error": { "formErrors": ["Nope"], "fieldErrors": { "amount": ["Too small"] } } }),
            vec![("amount", "Too small")],
        ),
        (
            "Zod, formatted",
            json!({ "error": { "_errors": [], "amount": { "_errors": ["Too small"] } } }),
            vec![("amount", "Too small")],
        ),
        (
            "Zod, a tree",
            json!({ "errors": [], "properties": { "amount": { "errors": ["Too small"] } } }),
            vec![("amount", "Too small")],
        ),
        (
            "Laravel",
            json!({ "message": "The amount field is required.", "errors": { "amount": ["The amount field is required."] } }),
            vec![("amount", "The amount field is required.")],
        ),
        (
            "Laravel, nested",
            json!({ "message": "x", "errors": { "items.0.price": ["Too low."] } }),
            vec![("items.0.price", "Too low.")],
        ),
        (
            "Spring",
            json!({ "status": 400, "error": "Bad Request", "message": "Validation failed for object='order'", "errors": [{ "field": "amount", "objectName": "order", "defaultMessage": "must be positive", "code": "Positive", "rejectedValue": -1 }] }),
            vec![("amount", "must be positive")],
        ),
        (
            "Spring, camels",
            json!({ "errors": [{ "field": "unitPrice", "defaultMessage": "must be positive" }] }),
            vec![("unit_price", "must be positive")],
        ),
        (
            "RESTEasy",
            json!({ "title": "Constraint Violation", "status": 400, "violations": [{ "field": "create.order.amount", "message": "must be positive" }] }),
            vec![("create.order.amount", "must be positive")],
        ),
        (
            "Symfony",
            json!({ "type": "x", "title": "Validation Failed", "detail": "amount: Bad.", "violations": [{ "propertyPath": "amount", "title": "Bad." }] }),
            vec![("amount", "Bad.")],
        ),
        (
            "RFC 9457",
            json!({ "title": "Your request is not valid.", "errors": [{ "detail": "must be a positive integer", "pointer": "#/amount" }] }),
            vec![("amount", "must be a positive integer")],
        ),
        (
            "RFC 7807",
            json!({ "title": "x", "invalid-params": [{ "name": "colour", "reason": "must be green" }] }),
            vec![("colour", "must be green")],
        ),
        (
            "express-validator",
            json!({ "errors": [{ "type": "field", "msg": "Invalid value", "path": "amount", "location": "body" }] }),
            vec![("amount", "Invalid value")],
        ),
        (
            "express-validator, old",
            json!({ "errors": [{ "msg": "Invalid value", "param": "amount", "location": "body" }] }),
            vec![("amount", "Invalid value")],
        ),
        (
            "Ajv",
            json!({ "errors": [{ "instancePath": "/amount", "keyword": "minimum", "message": "must be >= 1", "params": { "limit": 1 } }] }),
            vec![("amount", "must be >= 1")],
        ),
        (
            "Ajv, in a list",
            json!({ "errors": [{ "instancePath": "/items/0/price", "message": "must be >= 1" }, { "instancePath": "/amount", "message": "must be number" }] }),
            vec![("items.0.price", "must be >= 1"), ("amount", "must be number")],
        ),
        (
            "Ajv, required",
            json!({ "errors": [{ "instancePath": "", "keyword": "required", "message": "must have required property 'amount'", "params": { "missingProperty": "amount" } }] }),
            vec![("amount", "must have required property 'amount'")],
        ),
        (
            "Fastify",
            json!({ "statusCode": 400, "code": "FST_ERR_VALIDATION", "error": "Bad Request", "message": "body/amount must be >= 1" }),
            vec![("amount", "body/amount must be >= 1")],
        ),
        (
            "Fastify, without the code",
            json!({ "statusCode": 400, "error": "Bad Request", "message": "body/items/0/price must be >= 1" }),
            vec![("items.0.price", "body/items/0/price must be >= 1")],
        ),
        (
            "Fastify, all errors",
            json!({ "statusCode": 400, "code": "FST_ERR_VALIDATION", "message": "body/amount must be >= 1, body/colour must be equal to one of the allowed values" }),
            vec![
                ("amount", "body/amount must be >= 1"),
                ("colour", "body/colour must be equal to one of the allowed values"),
            ],
        ),
        (
            "Fastify, required",
            json!({ "statusCode": 400, "code": "FST_ERR_VALIDATION", "message": "body must have required property 'amount'" }),
            vec![("amount", "body must have required property 'amount'")],
        ),
        (
            "Fastify, of the query",
            json!({ "statusCode": 400, "code": "FST_ERR_VALIDATION", "message": "querystring/amount must be integer" }),
            vec![("amount", "querystring/amount must be integer")],
        ),
        (
            "Fastify, with its validation",
            json!({ "statusCode": 400, "message": "body/amount must be >= 1", "validation": [{ "instancePath": "/amount", "message": "must be >= 1" }], "validationContext": "body" }),
            vec![("amount", "must be >= 1")],
        ),
        (
            "celebrate",
            json!({ "statusCode": 400, "error": "Bad Request", "message": "x", "validation": { "source": "body", "keys": ["amount"], "message": "\"amount\" is required" } }),
            vec![("amount", "\"amount\" is required")],
        ),
        (
            "Joi",
            json!({ "details": [{ "message": "\"amount\" must be a number", "path": ["amount"], "type": "number.base" }] }),
            vec![("amount", "\"amount\" must be a number")],
        ),
        (
            "Mongoose",
            json!({ "name": "ValidationError", "message": "order validation failed", "errors": { "amount": { "name": "ValidatorError", "message": "Path `amount` is required.", "kind": "required", "path": "amount" } } }),
            vec![("amount", "Path `amount` is required.")],
        ),
        (
            "marshmallow",
            json!({ "code": 422, "status": "Unprocessable Entity", "errors": { "json": { "amount": ["Not a valid number."] } } }),
            vec![("amount", "Not a valid number.")],
        ),
        ("Flask-RESTful", json!({ "message": { "amount": "must be positive" } }), vec![("amount", "must be positive")]),
        (
            "Huma",
            json!({ "title": "Unprocessable Entity", "errors": [{ "message": "expected number >= 1", "location": "body.amount", "value": -1 }] }),
            vec![("amount", "expected number >= 1")],
        ),
        (
            "Google",
            json!({ "error": { "code": 400, "message": "Invalid", "status": "INVALID_ARGUMENT", "details": [{ "@type": "BadRequest", "fieldViolations": [{ "field": "amount", "description": "too low" }] }] } }),
            vec![("amount", "too low")],
        ),
        (
            "OData",
            json!({ "error": { "code": "400", "message": "x", "details": [{ "code": "low", "target": "amount", "message": "too low" }] } }),
            vec![("amount", "too low")],
        ),
        (
            "PocketBase",
            json!({ "status": 400, "message": "Failed to create record.", "data": { "amount": { "code": "validation_required", "message": "Missing required value." } } }),
            vec![("amount", "Missing required value.")],
        ),
        (
            "Lighthouse",
            json!({ "errors": [{ "message": "Validation failed for the field [order].", "extensions": { "validation": { "input.amount": ["The input.amount is required."] } }, "path": ["order"] }] }),
            vec![("amount", "The input.amount is required.")],
        ),
    ];
    let mut wrong = Vec::new();
    for (dialect, answer, fields) in dialects {
        let wanted: BTreeMap<String, String> =
            fields.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
        let told = found(&answer).fields;
        if told != wanted {
            wrong.push(format!("{dialect}: {told:?} of {answer}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}",
        wrong.join(
            "
"
        )
    );
}

#[test]
fn what_is_about_no_single_field_is_kept_apart() {
    let both = found(&json!({ "amount": ["Too low."], "non_field_errors": ["The account is closed."] }));
    assert_eq!((both.fields.len(), both.general), (1, vec!["The account is closed.".to_owned()]));
    for answer in [
        json!({ "errors": { "base": ["The account is closed."] } }),
        json!({ "errors": ["The account is closed."] }),
        json!(["The account is closed."]),
        json!({ "detail": [{ "loc": ["body"], "msg": "The account is closed." }] }),
        json!({ "errors": { "": ["The account is closed."] } }),
        json!({ "errors": { "detail": "The account is closed." } }),
        json!({ "errors": [{ "detail": "The account is closed.", "code": "x" }] }),
        json!({ "error": { "formErrors": ["The account is closed."], "fieldErrors": {} } }),
    ] {
        let found = found(&answer);
        assert_eq!(
            (found.fields, found.general),
            (BTreeMap::new(), vec!["The account is closed.".to_owned()]),
            "{answer}"
        );
    }
}

#[test]
fn an_error_that_names_no_field_has_none() {
    for answer in [
        json!({ "detail": "Not found." }),
        json!({ "error": { "code": "x", "message": "No such account.", "status": "NO" } }),
        json!({ "error": "invalid_grant", "error_description": "expired" }),
        json!({ "message": "no", "code": "E1", "hint": "look" }),
        json!({ "message": "body must NOT have additional properties", "code": "FST_ERR_VALIDATION" }),
        json!({ "message": "body is too large, body/amount was not read" }),
        json!({ "message": "params are wrong", "error": "headers" }),
        json!({ "type": "about:blank", "title": "No", "detail": "no", "instance": "/x", "traceId": "1" }),
        json!({ "success": false, "data": { "retry": "later" } }),
        json!({ "errors": [{ "message": "no", "path": ["order"], "locations": [{ "line": 1, "column": 2 }] }] }),
        json!("no"),
        json!(null),
        json!(7),
    ] {
        assert_eq!(found(&answer).fields, BTreeMap::new(), "{answer}");
    }
}

#[test]
fn a_field_with_the_name_of_something_else_is_a_field_where_it_was_sent() {
    let sent = json!({ "message": "", "code": "x", "data": { "path": 1 } });
    let answer = json!({ "message": ["may not be blank"], "code": ["is taken"] });
    let fields = of(&answer, Some(&sent)).fields;
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["code", "message"], "{fields:?}");
}

#[test]
fn what_is_endless_is_bounded() {
    let many: Map<String, Value> = (0..10_000).map(|n| (format!("f{n}"), json!(["no"]))).collect();
    assert_eq!(found(&json!({ "errors": many })).fields.len(), MOST);
    let mut deep = json!(["no"]);
    for _ in 0..100 {
        deep = json!({ "errors": deep });
    }
    assert_eq!(found(&deep).fields, BTreeMap::new());
}
