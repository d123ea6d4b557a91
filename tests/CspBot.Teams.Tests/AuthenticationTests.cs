using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CspBot.Teams.Tests;

/// <summary>Who may post (facts teams-protocol §4.1; checklist rows 1 and 2).</summary>
public sealed class AuthenticationTests
{
    private static readonly string Header = """{"alg":"RS256","kid":"k1","typ":"JWT"}""";

    [Fact]
    public async Task Row01_No_token_and_bad_schemes_get_401_with_an_empty_body_before_the_body_is_read()
    {
        var turns = 0;
        await using var host = await ChannelHost.StartAsync(
            (_, _) => { turns++; return Task.FromResult<AdaptiveCardInvokeResponse?>(null); });

        foreach (var authorization in new[]
        {
            null, "", "Bearer", "Bearer ", "Basic dXNlcjpwdw==", host.Issuer.Token(), "Bearer  " + host.Issuer.Token(),
            "Negotiate " + host.Issuer.Token(),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = new StringContent("this is no JSON") };
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await host.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        }

        using var two = new HttpRequestMessage(HttpMethod.Post, "/api/messages")
        {
            Content = new StringContent(Samples.Message().ToJsonString()),
        };
        two.Headers.TryAddWithoutValidation("Authorization", ["Bearer " + host.Issuer.Token(), "Bearer " + host.Issuer.Token()]);
        using var answer = await host.SendAsync(two);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(0, turns);
    }

    public static TheoryData<string> HostileTokens => [.. Hostile.Keys];

    /// <summary>Each takes a good issuer and makes a token that must not pass.</summary>
    private static readonly Dictionary<string, Func<FakeIssuer, string>> Hostile = new()
    {
        ["alg none, no signature"] = i => $"{B64("""{"alg":"none"}""")}.{B64(i.Claims().ToJsonString())}.",
        ["alg none, with signature"] = i => i.Sign("""{"alg":"none","kid":"k1"}""", i.Claims().ToJsonString()),
        ["alg missing"] = i => i.Sign("""{"kid":"k1"}""", i.Claims().ToJsonString()),
        ["alg in lower case"] = i => i.Sign("""{"alg":"rs256","kid":"k1"}""", i.Claims().ToJsonString()),
        ["alg RS384"] = i => i.Sign("""{"alg":"RS384","kid":"k1"}""", i.Claims().ToJsonString()),
        ["alg PS256"] = i => i.Sign("""{"alg":"PS256","kid":"k1"}""", i.Claims().ToJsonString()),
        ["HS256 with the public key as secret"] = WithPublicKeyAsSecret,
        ["alg twice"] = i => i.Sign("""{"alg":"none","alg":"RS256","kid":"k1"}""", i.Claims().ToJsonString()),
        ["no kid"] = i => i.Sign("""{"alg":"RS256","typ":"JWT"}""", i.Claims().ToJsonString()),
        ["kid empty"] = i => i.Sign("""{"alg":"RS256","kid":""}""", i.Claims().ToJsonString()),
        ["kid unknown"] = i => i.Sign("""{"alg":"RS256","kid":"zz"}""", i.Claims().ToJsonString()),
        ["kid a number"] = i => i.Sign("""{"alg":"RS256","kid":1}""", i.Claims().ToJsonString()),
        ["kid a lone surrogate"] = i => i.Sign("""{"alg":"RS256","kid":"\ud800"}""", i.Claims().ToJsonString()),
        ["own key in the header"] = i => i.Sign("""{"alg":"RS256","jwk":{"kty":"RSA","n":"AQ","e":"AQAB"}}""", i.Claims().ToJsonString()),
        ["crit"] = i => i.Sign("""{"alg":"RS256","kid":"k1","crit":["x"],"x":1}""", i.Claims().ToJsonString()),
        ["zip"] = i => i.Sign("""{"alg":"RS256","kid":"k1","zip":"DEF"}""", i.Claims().ToJsonString()),
        ["typ of another kind"] = i => i.Sign("""{"alg":"RS256","kid":"k1","typ":"dpop+jwt"}""", i.Claims().ToJsonString()),
        ["header is a list"] = i => i.Sign("[]", i.Claims().ToJsonString()),
        ["header is no JSON"] = i => i.Sign("{", i.Claims().ToJsonString()),
        ["header is no UTF-8"] = i => i.Sign([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d], i.Claims().ToJsonString()),
        ["payload is a list"] = i => i.Sign(Header, "[]"),
        ["payload is no JSON"] = i => i.Sign(Header, "nothing"),
        ["payload nested too deep"] = i => i.Sign(Header, string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40)),
        ["signed by another key"] = SignedByAnother,
        ["signature of another payload"] = i => Swap(i, 1, B64(i.Claims(("aud", "other")).ToJsonString())),
        ["signature flipped"] = i => Swap(i, 2, Flip(i.Token().Split('.')[2])),
        ["signature cut short"] = i => i.Token()[..^8],
        ["signature empty"] = i => Swap(i, 2, ""),
        ["last character not canonical"] = NotCanonical,
        ["padding"] = i => i.Token() + "==",
        ["white space inside"] = i => i.Token().Insert(10, " "),
        ["trailing dot"] = i => i.Token() + ".",
        ["four parts"] = i => "a." + i.Token(),
        ["two parts"] = i => i.Token()[..i.Token().LastIndexOf('.')],
        ["one part"] = _ => "token",
        ["only dots"] = _ => "..",
        ["a megabyte of dots and letters"] = i => i.Token() + new string('a', 17 * 1024),
        ["issuer: Entra v1"] = i => i.Sign(Header, i.Claims(("iss", $"https://sts.windows.net/{ChannelHost.TenantId}/")).ToJsonString()),
        ["issuer: Entra v2"] = i =>
            i.Sign(Header, i.Claims(("iss", $"https://login.microsoftonline.com/{ChannelHost.TenantId}/v2.0")).ToJsonString()),
        ["issuer with a slash"] = i => i.Sign(Header, i.Claims(("iss", "https://api.botframework.com/")).ToJsonString()),
        ["issuer in capitals"] = i => i.Sign(Header, i.Claims(("iss", "https://API.botframework.com")).ToJsonString()),
        ["issuer a list"] = i => i.Sign(Header, i.Claims(("iss", new JsonArray("https://api.botframework.com"))).ToJsonString()),
        ["issuer missing"] = i => i.Sign(Header, i.Claims(("iss", null)).ToJsonString()),
        ["audience of another bot"] = i => i.Sign(Header, i.Claims(("aud", "00000000-0000-4000-8000-00000000ffff")).ToJsonString()),
        // The libraries take this form for Entra's sign-in tokens; the Connector's never have it (facts teams-protocol §4.1).
        ["audience as bot id URI"] = i => i.Sign(Header, i.Claims(("aud", "api://botid-" + ChannelHost.AppId)).ToJsonString()),
        ["audience as api URI"] = i => i.Sign(Header, i.Claims(("aud", "api://" + ChannelHost.AppId)).ToJsonString()),
        ["audience a list"] = i => i.Sign(Header, i.Claims(("aud", new JsonArray(ChannelHost.AppId, "x"))).ToJsonString()),
        ["audience twice"] = i =>
            i.Sign(Header, i.Claims().ToJsonString().Replace("\"aud\":", "\"aud\":\"x\",\"aud\":", StringComparison.Ordinal)),
        ["audience missing"] = i => i.Sign(Header, i.Claims(("aud", null)).ToJsonString()),
        ["expired six minutes ago"] = i => i.Sign(Header, i.Claims(("exp", Now - 360), ("nbf", Now - 4000)).ToJsonString()),
        ["valid in six minutes"] = i => i.Sign(Header, i.Claims(("nbf", Now + 360)).ToJsonString()),
        ["no exp"] = i => i.Sign(Header, i.Claims(("exp", null)).ToJsonString()),
        ["nbf a text"] = i => i.Sign(Header, i.Claims(("nbf", "0")).ToJsonString()),
        ["nbf null"] = i =>
            i.Sign(Header, i.Claims().ToJsonString().Replace($"\"nbf\":{Now - 60}", "\"nbf\":null", StringComparison.Ordinal)),
        ["exp a text"] = i =>
            i.Sign(Header, i.Claims(("exp", (Now + 3600).ToString(System.Globalization.CultureInfo.InvariantCulture))).ToJsonString()),
        ["exp a fraction"] = i => i.Sign(Header, i.Claims(("exp", Now + 3600.5)).ToJsonString()),
        ["exp absurd"] = i => i.Sign(Header, i.Claims(("exp", 99999999999999999L)).ToJsonString()),
        ["exp negative"] = i => i.Sign(Header, i.Claims(("exp", -1)).ToJsonString()),
        ["exp before nbf"] = i => i.Sign(Header, i.Claims(("exp", Now - 10), ("nbf", Now + 10)).ToJsonString()),
        ["lives a week"] = i => i.Sign(Header, i.Claims(("exp", Now + 7 * 86400)).ToJsonString()),
        ["key too short"] = i => { i.AddKey("short", 1024, "msteams"); return i.Token(kid: "short"); },
    };

    private const string Foreign = "00000000-0000-4000-8000-00000000ffff";

    private static long Now { get; } = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    [Theory]
    [MemberData(nameof(HostileTokens))]
    public async Task Row01_Hostile_token_gets_401(string name)
    {
        var bench = TokenBench.Start();
        var token = Hostile[name](bench.Issuer);
        Assert.Null((await bench.Tokens.ReadAsync(["Bearer " + token], CancellationToken.None)).Token);
    }

    [Fact]
    public async Task Row01_Hostile_tokens_get_401_through_the_front_door_and_leave_no_trace_of_themselves()
    {
        await using var host = await ChannelHost.StartAsync();
        foreach (var (name, make) in Hostile)
        {
            var token = make(host.Issuer);
            using var response = await host.PastKeyPauseAsync(host.PostAsync(Samples.Message().ToJsonString(), token));
            // Kestrel itself refuses a header of that size.
            Assert.True(
                response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.RequestHeaderFieldsTooLarge,
                $"{name}: {response.StatusCode}");
        }

        var good = host.Issuer.Token();
        using (var response = await host.PostAsync(Samples.Message(), good))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(host.Logged.Lines, l => l.Text.Contains(good.Split('.')[2], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row01_A_token_that_names_no_start_is_taken()
    {
        var bench = TokenBench.Start();
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Sign(Header, bench.Issuer.Claims(("nbf", null)).ToJsonString())));
    }

    [Fact]
    public async Task Row01_Five_minutes_of_clock_skew_are_tolerated()
    {
        var bench = TokenBench.Start();
        Assert.NotNull(
            await bench.ReadAsync(bench.Issuer.Sign(Header, bench.Issuer.Claims(("exp", Now - 290), ("nbf", Now - 4000)).ToJsonString())));
        Assert.NotNull(await bench.ReadAsync(bench.Issuer.Sign(Header, bench.Issuer.Claims(("nbf", Now + 290)).ToJsonString())));
    }

    [Fact]
    public async Task Row01_No_mutant_of_a_good_token_is_taken_and_none_throws()
    {
        var bench = TokenBench.Start();
        var good = bench.Issuer.Token();
        Assert.NotNull(await bench.ReadAsync(good));
        var random = new Random(20261121);
        for (var n = 0; n < 20_000; n++)
        {
            var mutant = good.ToCharArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                mutant[random.Next(mutant.Length)] = (char)random.Next(1, 300);
            var text = new string(mutant);
            if (text != good)
                Assert.Null(await bench.ReadAsync(text));
        }
    }

    [Fact]
    public async Task Row01_Without_an_app_id_everything_is_refused()
    {
        await using var host = await ChannelHost.StartAsync(
            options: new TeamsOptions { TenantId = ChannelHost.TenantId, Trust = TestAuthority.Trust });
        var nobody = host.Issuer.Sign(Header, host.Issuer.Claims(("aud", "")).ToJsonString());
        using var response = await host.PostAsync(Samples.Message().ToJsonString(), nobody);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    public static TheoryData<string> Forbidden => ["serviceurl claim of another", "serviceurl claim missing", "serviceurl claim empty",
        "serviceurl claim a number",
        "channel emulator", "channel missing", "key endorsed for another channel", "key without endorsements", "host not on the list",
        "http service URL",
        "service URL with a port", "service URL with user-info", "service URL with a query", "sub-domain of an allowed host",
        "allowed host as prefix",
        "tenant of another", "tenant of another in channelData only", "no tenant"];

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task Row02_A_good_token_that_may_not_gets_403(string name)
    {
        var turns = 0;
        var told = 0;
        await using var host = await ChannelHost.StartAsync(
            (_, _) => { turns++; return Task.FromResult<AdaptiveCardInvokeResponse?>(null); },
            foreigner: (_, _) => { told++; return Task.CompletedTask; });
        host.Issuer.AddKey("webchat", endorsements: "webchat");
        host.Issuer.AddKey("bare");
        host.Issuer.Published["bare"].Remove("endorsements");
        var activity = Samples.Message();
        var token = host.Issuer.Token();
        switch (name)
        {
            case "serviceurl claim of another": token = host.Issuer.Token("https://smba.trafficmanager.net/emea/"); break;
            case "serviceurl claim missing":
                token = host.Issuer.Sign(Header, host.Issuer.Claims(("serviceurl", null)).ToJsonString());
                break;
            case "serviceurl claim empty": token = host.Issuer.Sign(Header, host.Issuer.Claims(("serviceurl", "")).ToJsonString()); break;
            case "serviceurl claim a number": token = host.Issuer.Sign(Header, host.Issuer.Claims(("serviceurl", 1)).ToJsonString()); break;
            case "channel emulator": activity["channelId"] = "emulator"; break;
            case "channel missing": activity.Remove("channelId"); break;
            case "key endorsed for another channel": token = host.Issuer.Token(kid: "webchat"); break;
            case "key without endorsements": token = host.Issuer.Token(kid: "bare"); break;
            case "host not on the list": (activity["serviceUrl"], token) = Speaking("https://elsewhere.example/amer/"); break;
            case "http service URL": (activity["serviceUrl"], token) = Speaking("http://smba.trafficmanager.net/amer/"); break;
            case "service URL with a port": (activity["serviceUrl"], token) = Speaking("https://smba.trafficmanager.net:8443/amer/"); break;
            case "service URL with user-info":
                (activity["serviceUrl"], token) = Speaking("https://smba.trafficmanager.net@elsewhere.example/"); break;
            case "service URL with a query": (activity["serviceUrl"], token) = Speaking("https://smba.trafficmanager.net/amer/?x="); break;
            case "sub-domain of an allowed host":
                (activity["serviceUrl"], token) = Speaking("https://evil.smba.trafficmanager.net/");
                break;
            case "allowed host as prefix":
                (activity["serviceUrl"], token) = Speaking("https://smba.trafficmanager.net.elsewhere.example/");
                break;
            case "tenant of another":
                activity["conversation"]!["tenantId"] = Foreign; activity["channelData"]!["tenant"]!["id"] = Foreign;
                break;
            case "tenant of another in channelData only": activity["channelData"]!["tenant"]!["id"] = Foreign; break;
            case "no tenant": activity["conversation"]!.AsObject().Remove("tenantId"); activity.Remove("channelData"); break;
            default: Assert.Fail(name); break;
        }

        using var response = await host.PostAsync(activity, token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(0, turns);

        // Only what Teams itself vouches for is worth a note that a stranger tried.
        Assert.Equal(name.Contains("tenant", StringComparison.Ordinal) ? 1 : 0, told);

        (JsonNode Url, string Token) Speaking(string url) => (url, host.Issuer.Token(url));
    }

    [Fact]
    public async Task Row02_The_service_URL_is_compared_without_case_and_trailing_slash()
    {
        await using var host = await ChannelHost.StartAsync();
        using var response = await host.PostAsync(
            Samples.Message(), host.Issuer.Token(ChannelHost.ServiceUrl.TrimEnd('/').ToUpperInvariant()));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static string B64(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Swap(FakeIssuer issuer, int part, string by)
    {
        var parts = issuer.Token().Split('.');
        parts[part] = by;
        return string.Join('.', parts);
    }

    private static string Flip(string text) => (text[0] == 'A' ? 'B' : 'A') + text[1..];

    private static string SignedByAnother(FakeIssuer issuer)
    {
        using var other = RSA.Create(2048);
        return issuer.Sign(Header, issuer.Claims().ToJsonString(), other);
    }

    private static string WithPublicKeyAsSecret(FakeIssuer issuer)
    {
        var signed = $"{B64("""{"alg":"HS256","kid":"k1"}""")}.{B64(issuer.Claims().ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(issuer.PublicKey("k1"), Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>256 bytes leave four spare bits in the last character; a lax decoder ignores them.</summary>
    private static string NotCanonical(FakeIssuer issuer)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var token = issuer.Token();
        return token[..^1] + alphabet[alphabet.IndexOf(token[^1], StringComparison.Ordinal) ^ 1];
    }
}
