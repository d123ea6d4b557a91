using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AdaptiveCards;

namespace CspBot.Teams.Tests;

/// <summary>The messaging endpoint (facts teams-protocol §1.1; checklist rows 4, 5, 9 and 22).</summary>
public sealed class EndpointTests
{
    [Theory]
    [InlineData(256 * 1024 + 1, true)]
    [InlineData(256 * 1024 + 1, false)]
    [InlineData(2 * 1024 * 1024, false)]
    public async Task Row04_A_body_above_the_cap_gets_413(int size, bool saysItsLength)
    {
        var seen = new Seen();
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync);
        var body = Encoding.UTF8.GetBytes(Samples.Message(new string('a', size)).ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = !saysItsLength;
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + host.Issuer.Token());

        using var response = await host.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(seen.Activities);
    }

    [Fact]
    public async Task Row04_A_body_at_the_cap_is_taken()
    {
        var seen = new Seen();
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync);
        var room = 256 * 1024 - Encoding.UTF8.GetByteCount(Samples.Message("").ToJsonString());
        using var response = await host.PostAsync(Samples.Message(new string('a', room)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(room, Assert.Single(seen.Activities).Text!.Length);
    }

    public static TheoryData<string> Malformed =>
    [
        "", " ", "null", "1", "\"text\"", "[]", "{", "{}", "{\"type\":\"message\"}", "{\"type\":1}",
        Changed(a => a.Remove("type")), Changed(a => a["type"] = ""), Changed(a => a.Remove("conversation")),
        Changed(a => a.Remove("serviceUrl")),
        Changed(a => a["conversation"] = "a:1xyz"), Changed(a => a["conversation"]!["id"] = ""), Changed(a => a["conversation"]!["id"] = 5),
        Changed(a => a["serviceUrl"] = 7), Changed(a => a["text"] = new JsonObject()),
        Samples.Message().ToJsonString() + "x", Samples.Message().ToJsonString()[..^1],
        Changed(a => a["new"] = Nested(200)),
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Row04_What_is_no_activity_gets_400(string body)
    {
        var seen = new Seen();
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync);
        using var response = await host.PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(seen.Activities);
    }

    /// <summary>Case 34: a name or a preview that was cut at a length costs nobody the answer.</summary>
    [Theory]
    [InlineData("text")]
    [InlineData("name")]
    public async Task Row04_Half_an_emoji_anywhere_is_taken(string where)
    {
        var seen = new Seen();
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync);
        var activity = Samples.Message();
        if (where == "text")
            activity["text"] = "HALF";
        else
            activity["from"]!["name"] = "HALF";
        using var response = await host.PostAsync(activity.ToJsonString().Replace("HALF", @"Ana \ud83d", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var taken = Assert.Single(seen.Activities);
        Assert.Equal("Ana \uFFFD", where == "text" ? taken.Text : taken.From.Name);
    }

    [Fact]
    public async Task Row04_A_body_that_is_no_UTF8_gets_400()
    {
        await using var host = await ChannelHost.StartAsync();
        var body = Encoding.Latin1.GetBytes(
            Samples.Message("é").ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        using var response = await host.PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Row04_Unknown_members_are_kept_and_odd_media_types_taken()
    {
        var seen = new Seen();
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync);
        var activity = Samples.Message();
        activity["brandNew"] = new JsonObject { ["a"] = 1 };
        activity["timestamp"] = "no time at all";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages")
        {
            Content = new ByteArrayContent([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(activity.ToJsonString())]),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json;+charset=utf-8");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + host.Issuer.Token());

        using var response = await host.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"a":1}""", Assert.Single(seen.Activities).Properties["brandNew"]!.ToString(Newtonsoft.Json.Formatting.None));
    }

    [Theory]
    [InlineData("handoff")]
    [InlineData("typing")]
    [InlineData("somethingNew")]
    public async Task Row04_Unknown_types_get_200_and_reach_nobody(string type)
    {
        var seen = new Seen();
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync);
        var activity = Samples.Message();
        activity["type"] = type;
        using var response = await host.PostAsync(activity);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(seen.Activities);
    }

    [Fact]
    public async Task Only_POST_does_anything_and_probes_get_an_answer()
    {
        await using var host = await ChannelHost.StartAsync();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options })
        {
            using var request = new HttpRequestMessage(method, "/api/messages");
            using var response = await host.SendAsync(request);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        }
    }

    [Fact]
    public async Task Row05_An_unknown_invoke_gets_501_with_an_empty_body()
    {
        await using var host = await ChannelHost.StartAsync();
        var activity = Samples.Click();
        activity["name"] = "task/fetch";
        using var response = await host.PostAsync(activity);
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Row05_A_failed_silent_sign_in_is_taken_note_of()
    {
        await using var host = await ChannelHost.StartAsync();
        var activity = Samples.Click();
        activity["name"] = "signin/failure";
        using var response = await host.PostAsync(activity);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row05_A_failing_invoke_gets_200_with_an_error_body_and_a_reference(bool atOnce)
    {
        var options = ChannelHost.Secret();
        options.FaultText = (locale, reference) => $"{locale}: panne {reference}";
        await using var host = await ChannelHost.StartAsync(async (_, _) =>
        {
            if (!atOnce)
                await Task.Yield();
            throw new InvalidOperationException("secret detail");
        }, options);

        using var response = await host.PostAsync(Samples.Click());
        var body = await response.Content.ReadAsStringAsync();
        var answer = System.Text.Json.JsonElement.Parse(body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(500, answer.GetProperty("statusCode").GetInt32());
        Assert.Equal("application/vnd.microsoft.error", answer.GetProperty("type").GetString());
        Assert.Equal("InternalServerError", answer.GetProperty("value").GetProperty("code").GetString());
        var message = answer.GetProperty("value").GetProperty("message").GetString()!;
        Assert.StartsWith("en-US: panne F-", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret detail", body, StringComparison.Ordinal);
        Assert.Contains(host.Logged.Lines, l => l.Id == 1020
            && l.Text.Contains(message.Split(' ')[2], StringComparison.Ordinal)
            && l.Text.Contains("cv.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row05_A_fault_text_that_fails_too_still_gives_an_answer()
    {
        var options = ChannelHost.Secret();
        options.FaultText = (locale, _) => throw new System.Globalization.CultureNotFoundException(nameof(locale), "None such.");
        await using var host = await ChannelHost.StartAsync((_, _) => throw new InvalidOperationException(), options);
        var answer = await host.AnswerAsync(Samples.Click());
        Assert.Matches("reference F-", answer.GetProperty("value").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Row05_The_handlers_answer_is_written_as_it_is()
    {
        await using var host = await ChannelHost.StartAsync(
            (_, _) => Task.FromResult<AdaptiveCardInvokeResponse?>(InvokeAnswer.Message("Noted")));
        var answer = await host.AnswerAsync(Samples.Click());
        Assert.Equal("""{"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":"Noted"}""", answer.GetRawText());
    }

    [Fact]
    public async Task Row09_Search_takes_what_Teams_sends_and_answers_at_most_fifteen()
    {
        await using var host = await ChannelHost.StartAsync((turn, _) =>
        {
            var query = SearchQuery.Read(turn.Activity)!;
            var hits = Enumerable.Range(0, 40).Select(
                n => new AdaptiveChoice { Title = $"{query.Dataset} {query.QueryText} {n}", Value = $"{n}" });
            return Task.FromResult<AdaptiveCardInvokeResponse?>(InvokeAnswer.SearchResults(query.QueryText.Length == 0 ? [] : hits));
        });

        var answer = await host.AnswerAsync(Samples.Search());
        Assert.Equal("application/vnd.microsoft.search.searchResponse", answer.GetProperty("type").GetString());
        var results = answer.GetProperty("value").GetProperty("results");
        Assert.Equal(15, results.GetArrayLength());
        Assert.Equal("""{"title":"customers cont 0","value":"0"}""", results[0].GetRawText());

        // An empty text is a search too, and "nothing found" is an answer.
        var nothing = await host.AnswerAsync(Samples.Search(""));
        Assert.Equal(
            """{"statusCode":200,"type":"application/vnd.microsoft.search.searchResponse","value":{"results":[]}}""", nothing.GetRawText());
    }

    [Fact]
    public async Task Row09_The_same_search_again_is_a_search_again()
    {
        var seen = new Seen(InvokeAnswer.SearchResults([]));
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync);
        await host.AnswerAsync(Samples.Search());
        await host.AnswerAsync(Samples.Search());
        Assert.Equal(2, seen.Activities.Count);
    }

    [Fact]
    public async Task Row22_Without_tokens_only_this_machine_and_the_served_tenant_come_in()
    {
        var seen = new Seen();
        await using var host = await ChannelHost.StartAsync(seen.HandleAsync, ChannelHost.NoTokens(), "Development");
        var activity = Samples.Read("message.personal.json");
        using (var response = await host.PostAsync(activity, token: null))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(seen.Activities);

        foreach (var url in new[]
        {
            "https://smba.trafficmanager.net/amer/", "http://10.0.0.4:56150/_connector", "https://localhost:56150/_connector",
            "http://localhost.elsewhere.example/", "http://user@localhost:56150/", "/_connector",
        })
        {
            var elsewhere = Samples.Read("message.personal.json");
            elsewhere["serviceUrl"] = url;
            using var response = await host.PostAsync(elsewhere, token: null);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        var foreign = Samples.Read("message.personal.json");
        foreign["conversation"]!["tenantId"] = "00000000-0000-4000-8000-00000000ffff";
        using (var response = await host.PostAsync(foreign, token: null))
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Single(seen.Activities);
    }

    [Fact]
    public async Task Row22_Without_tokens_no_start_outside_Development() =>
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => ChannelHost.StartAsync(options: ChannelHost.NoTokens(), environment: "Staging"));

    [Fact]
    public async Task No_mutant_of_an_activity_breaks_the_endpoint()
    {
        await using var host = await ChannelHost.StartAsync((turn, ct) =>
        {
            _ = CardClick.Read(turn.Activity);
            _ = SearchQuery.Read(turn.Activity);
            _ = turn.Activity.Phrase().Length + ConversationAddress.From(turn.Activity).ChannelRoot().ConversationId.Length;
            _ = (turn.Activity.Installing(), turn.Activity.Language(), turn.Activity.TimeZone(), turn.Activity.IsAutomaticRefresh());
            return Task.FromResult<AdaptiveCardInvokeResponse?>(InvokeAnswer.Message("taken"));
        });
        var token = host.Issuer.Token();
        var seeds = new[] { Samples.Message(), Samples.Click(), Samples.Search(), Samples.Read("teams.message.channel.json") }
            .Select(s => Encoding.UTF8.GetBytes(s.ToJsonString()))
            .ToList();
        var random = new Random(20261121);
        for (var n = 0; n < 1_500; n++)
        {
            var body = seeds[random.Next(seeds.Count)].ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                body[random.Next(body.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"\"{}[],:0null\\u"[random.Next(14)];
            using var response = await host.PostAsync(body, token);
            Assert.True(
                response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.Forbidden,
                $"{response.StatusCode}: {Encoding.UTF8.GetString(body)}");
        }

        Assert.DoesNotContain(host.Logged.Lines, l => l.Id == 1020);
    }

    private static string Changed(Action<JsonObject> change)
    {
        var activity = Samples.Message();
        change(activity);
        return activity.ToJsonString(new() { MaxDepth = 300 });
    }

    private static JsonNode Nested(int depth)
    {
        JsonNode node = new JsonArray();
        for (var n = 0; n < depth; n++)
            node = new JsonArray(node);
        return node;
    }
}
