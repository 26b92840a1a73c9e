import Postgres
import TestSupport
import Testing

@testable import API

struct FormsTests {
    private let key = TestServer.writeKey

    @Test(.row("L5")) func `a browser's form makes a contact and an event, and is thanked`() async throws {
        try await TestServer.run { server in
            let reply = try await server.post(
                "/v1/forms/ebook-watering",
                form:
                    "write_key=\(key)&email=a%40b.fr&firstname=Ann&garden=large&lifecycle_stage=lead&phone=&company=Acme&company.domain=acme.fr"
            )

            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == "text/html; charset=utf-8")
            #expect(reply.text.contains("Thank you"))
            #expect(
                try await server.value(
                    """
                    SELECT (contact.email, first_name, phone, lifecycle_stage, contact.properties, company.name, domain)
                    FROM crm.contacts AS contact JOIN crm.companies AS company ON company.id = company_id
                    """
                ) == #"(a@b.fr,Ann,,lead,"{""garden"": ""large""}",Acme,acme.fr)"#
            )
            #expect(
                try await server.value(
                    "SELECT name || (properties ->> 'form') || (properties ->> 'garden') FROM crm.events"
                )
                    == "form_submittedebook-wateringlarge"
            )
            #expect(try await server.value("SELECT count(*) FROM crm.events WHERE properties ? 'write_key'") == "0")
        }
    }

    @Test(.row("L2")) func `a later form does not move the stage back`() async throws {
        try await TestServer.run { server async throws in
            for stage in ["customer", "subscriber"] {
                let form = #"{"email": "a@b.fr", "lifecycle_stage": "\#(stage)"}"#
                #expect(try await server.post("/v1/forms/demo", json: form).text == #"{"success":true}"#)
            }

            #expect(try await server.value("SELECT lifecycle_stage FROM crm.contacts") == "customer")
            #expect(try await server.value("SELECT count(*) FROM crm.stage_history") == "1")
        }
    }

    @Test func `a text is stored as the number or boolean it was declared to be`() async throws {
        try await TestServer.run { server in
            _ = try await server.pool.query(
                "INSERT INTO crm.properties (object, name, type) VALUES ('contact', 'seats', 'number'), ('contact', 'vip', 'boolean')"
            )

            _ = try await server.post(
                "/v1/forms/demo?write_key=\(key)",
                form: "email=a@b.fr&seats=012&vip=on&other=012"
            )

            #expect(
                try await server.value("SELECT properties FROM crm.contacts")
                    == #"{"vip": true, "other": "012", "seats": 12}"#
            )
        }
    }

    @Test(arguments: [
        ("Email=a@b.fr&First+Name=Ann", "first_name = 'Ann'"),
        ("EMAIL=a@b.fr&FIRST-NAME=Ann", "first_name = 'Ann'"),
        ("E-Mail=a@b.fr&Company+Domain=https%3A%2F%2Fwww.acme.example%2Ffr", "domain = 'acme.example'"),
        ("email=a@b.fr&newsletter=0&newsletter=1", #"contact.properties = '{"newsletter": "1"}'"#),
        ("email=a@b.fr&vip=0&vip=1", #"contact.properties = '{"vip": true}'"#),
        ("email=a@b.fr&vip=1&vip=0", #"contact.properties = '{"vip": false}'"#),
        ("email=a@b.fr&interests[]=a&interests[]=b", #"contact.properties = '{"interests": ["a", "b"]}'"#),
        ("email=a@b.fr&interests=express-delivery", #"contact.properties = '{"interests": ["express-delivery"]}'"#),
        ("email=a@b.fr&Interests[0]=a", #"contact.properties = '{"interests": ["a"]}'"#),
        ("email=a@b.fr&email=a@b.fr&city=Lyon&city=Lyon", "city = 'Lyon'"),
        ("email=a@b.fr&persona=martian&city=Lyon", "city = 'Lyon' AND contact.properties = '{}'"),
        ("email=%C2%A0a@b.fr%E2%80%8B&city=Lyon", "city = 'Lyon'"),
        ("email=a@b.fr&planType=pro", #"contact.properties = '{"plan_type": "pro"}'"#),
        ("email=nobody&anonymous_id=v&city=Lyon", "city = 'Lyon' AND email IS NULL"),
        ("email=a@b.fr&id=5&owner_id=6", #"contact.properties = '{"given_id": "5", "given_owner_id": "6"}'"#),
    ])
    func `a lead is kept, however the form is written`(form: String, condition: String) async throws {
        try await TestServer.run { server in
            try await server.pool.execute(
                """
                INSERT INTO crm.properties (object, name, type, options) VALUES
                    ('contact', 'vip', 'boolean', NULL), ('contact', 'interests', 'texts', NULL),
                    ('contact', 'persona', 'choice', '{buyer}'), ('contact', 'plan_type', 'text', NULL)
                """
            )
            let reply = try await server.post("/v1/forms/demo?write_key=\(key)", form: form)

            #expect(reply.status == 200)
            #expect(
                try await server.value(
                    """
                    SELECT count(*) FROM crm.contacts AS contact LEFT JOIN crm.companies AS company ON company.id = company_id
                    WHERE (email = 'a@b.fr' OR email IS NULL) AND \(condition)
                    """
                ) == "1"
            )
        }
    }

    @Test func `the browser is sent on to allowed places only`() async throws {
        try await TestServer.run(redirectHosts: ["www.example.com"]) { server in
            let path = "/v1/forms/demo?write_key=\(key)"
            let own = try await server.post(path, form: "email=a@b.fr&redirect=/thanks")
            let allowed = try await server.post(path, form: "email=a@b.fr&_redirect=https://www.example.com/merci")
            let foreign = try await server.post(path, form: "email=new@b.fr&redirect=https://evil.example")

            #expect((own.status, own.headers["location"]) == (303, "/thanks"))
            #expect((allowed.status, allowed.headers["location"]) == (303, "https://www.example.com/merci"))
            #expect(foreign.status == 400)
            #expect(foreign.text.contains("redirect: not a path, nor a URL on an allowed host"))
            #expect(try await server.value("SELECT count(*) FROM crm.contacts") == "1")
        }
    }

    @Test func `multipart forms are taken in`() async throws {
        try await TestServer.run { server in
            let body = """
                --b\r\nContent-Disposition: form-data; name="write_key"\r\n\r\n\(key)\r\n--b\r\n\
                Content-Disposition: form-data; name="email"\r\n\r\na@b.fr\r\n--b--\r\n
                """
            let reply = try await server.post(
                "/v1/forms/demo",
                form: body,
                headers: ["Content-Type": "multipart/form-data; boundary=b"]
            )

            #expect(reply.status == 200)
            #expect(try await server.value("SELECT email FROM crm.contacts") == "a@b.fr")
        }
    }

    @Test func `a visitor who fills in a form keeps the history of the visits`() async throws {
        try await TestServer.run { server in
            _ = try await server.post("/v1/page", json: #"{"anonymousId": "v", "properties": {"path": "/pricing"}}"#)
            _ = try await server.post("/v1/forms/demo", json: #"{"anonymous_id": "v", "email": "a@b.fr"}"#)
            _ = try await server.post("/v1/forms/demo", json: #"{"anonymous_id": "v", "email": "colleague@b.fr"}"#)

            #expect(
                try await server.value(
                    "SELECT string_agg(email || ' ' || name, ', ' ORDER BY event.id) FROM crm.events AS event JOIN crm.contacts AS contact ON contact.id = contact_id"
                ) == "a@b.fr page_viewed, a@b.fr form_submitted, colleague@b.fr form_submitted"
            )
        }
    }

    @Test func `robots are thanked and forgotten; strangers and forms without an e-mail are refused`() async throws {
        try await TestServer.run { server async throws in
            let path = "/v1/forms/demo?write_key=\(key)"

            #expect(try await server.post(path, form: "email=a@b.fr&_gotcha=x").status == 200)
            #expect(try await server.post("/v1/forms/demo?write_key=x", form: "email=a@b.fr").status == 401)
            #expect(try await server.post(path, form: "name=x").text.contains("email: missing"))
            #expect(try await server.post(path, form: "email=nobody").text.contains("email: not an e-mail address"))
            #expect(try await server.post("/v1/forms/a%20b?write_key=\(key)", form: "email=a@b.fr").status == 404)
            #expect(try await server.value("SELECT count(*) FROM crm.contacts") == "0")
        }
    }
}
