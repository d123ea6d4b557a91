namespace CspBot.Tests.Harness;

/// <summary>What public reports say that these services answer now and then; none of it is a fact about the world.</summary>
internal static class Misfortunes
{
    private const string Html = "<!DOCTYPE html><html><body><h2>Our services aren't available right now</h2></body></html>";

    private const string Challenge = "Bearer realm=\"\", error=\"insufficient_claims\", "
        + "claims=\"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ==\"";

    /// <summary>Each with its name and what <c>/control/faults</c> takes besides the call.</summary>
    public static IReadOnlyList<(string Name, Dictionary<string, object> Fault)> All { get; } =
    [
        ("HTML 404", Page(404)),
        ("HTML 403", Page(403)),
        ("HTML 502", Page(502)),
        ("empty 200", Said("", 2)),
        ("null", Said("null", 2)),
        ("a list with a null", new() { ["addNull"] = true, ["times"] = 2 }),
        ("a cut body", new() { ["truncate"] = true, ["times"] = 3 }),
        ("401 once", new() { ["status"] = 401, ["body"] = "", ["times"] = 1 }),
        ("429 for an hour", new() { ["status"] = 429, ["retryAfter"] = 3600, ["times"] = 1 }),
        ("a claims challenge", new()
        {
            ["status"] = 401,
            ["code"] = "InvalidAuthenticationToken",
            ["headers"] = new Dictionary<string, string> { ["WWW-Authenticate"] = Challenge },
            ["times"] = 1,
        }),
    ];

    private static Dictionary<string, object> Page(int status) =>
        new() { ["status"] = status, ["body"] = Html, ["contentType"] = "text/html", ["times"] = 3 };

    private static Dictionary<string, object> Said(string body, int times) =>
        new() { ["status"] = 200, ["body"] = body, ["times"] = times };
}
