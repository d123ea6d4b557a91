using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CspBot.Benchmarks.SideBySide;

/// <summary>What is posted to the messaging endpoint, again and again under a new id.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Body">JSON; <c>@id</c> and <c>@chat</c> are replaced by numbers.</param>
internal sealed record Post(string Name, string Body)
{
    /// <summary>Teams allows one conversation a message in 600 ms: the chats take turns.</summary>
    private const int Chats = 200;

    private static long _ids;

    public string Path { get; init; } = "/api/messages";

    public string? Token { get; init; }

    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>Stands in the answer's body.</summary>
    public string Answer { get; init; } = "";

    /// <summary>How many messages have come back so far; null where the answer is the response.</summary>
    public Func<long>? Replies { get; init; }

    public HttpRequestMessage Request(long number)
    {
        var body = Body
            .Replace("@id", Interlocked.Increment(ref _ids).ToString("D9", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("@chat", (number % Chats).ToString("D3", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        if (Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return request;
    }

    /// <summary>A message as Teams posts it, which the bot answers with a message of its own.</summary>
    public static Post Message(PretendTeams teams) => new("message turn with its reply", Activity(teams, """
        "type":"message","text":"help","textFormat":"plain",
        "entities":[{"locale":"en-US","country":"US","platform":"Web","timezone":"Europe/Paris","type":"clientInfo"}]
        """))
    { Replies = () => teams.Replies };

    /// <summary>A click on a card's button, answered in the response.</summary>
    public static Post Click(PretendTeams teams) => new("invoke turn (a click)", Activity(teams, """
        "type":"invoke","name":"adaptiveCard/action","replyToId":"1700000000000",
        "value":{"action":{"type":"Action.Execute","verb":"help/show","data":{"form":"F-1","reason":"because it must be"}},
        "trigger":"manual"}
        """))
    { Answer = "\"statusCode\":200" };

    /// <summary>A letter typed into the search for a customer.</summary>
    public static Post Search(PretendTeams teams) => new("invoke turn (a letter typed into a search)", Activity(teams, """
        "type":"invoke","name":"application/search",
        "value":{"queryText":"con","queryOptions":{"skip":0,"top":15},"dataset":"customers"}
        """))
    { Answer = "\"results\":[{" };

    /// <summary>A good token on a body that is no activity: the token is checked, and nothing after it.</summary>
    public static Post OnlyToken(string token) => new("a token checked", "{}") { Token = token, Status = HttpStatusCode.BadRequest };

    /// <summary>The same request on a path that nobody serves.</summary>
    public static Post Nowhere(string token) =>
        OnlyToken(token) with { Name = "nothing", Path = "/nowhere", Status = HttpStatusCode.NotFound };

    private static string Activity(PretendTeams teams, string own) => $$"""
        {{{own.Trim()}},
        "id":"f:@id","timestamp":"2026-11-21T09:00:00.123Z","localTimestamp":"2026-11-21T10:00:00.123+01:00","channelId":"msteams",
        "serviceUrl":"{{teams.Address}}emea/","locale":"en-US","localTimezone":"Europe/Paris",
        "from":{"id":"29:1abcDEF","name":"Nora Lind","aadObjectId":"00000000-0000-4000-8000-000000000020"},
        "recipient":{"id":"28:00000000-0000-4000-8000-000000000010","name":"CspBot"},
        "conversation":{"conversationType":"personal","tenantId":"{{PretendTeams.Tenant}}","id":"a:1xyz@chat"},
        "channelData":{"tenant":{"id":"{{PretendTeams.Tenant}}"} } }
        """;
}
