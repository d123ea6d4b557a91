using System.Text.Json;

namespace CspBot.Teams.Tests;

/// <summary>Speaking to Teams (facts teams-protocol §3; checklist rows 11 to 13 and 15).</summary>
public sealed class ConnectorClientTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly OutgoingActivity Hello = OutgoingActivity.Say("hello");

    public static TheoryData<int, string?> Accepted => new()
    {
        { 200, "" }, { 201, null }, { 202, null }, { 201, "{}" }, { 201, "\"\"" }, { 201, "<html>" }, { 201, "[1]" }, { 201, """{"id":""}""" }, { 201, """{"id":null}""" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Row12_A_send_without_an_id_in_the_answer_is_sent(int status, string? body)
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(new ConnectorFate(status, body));
        Assert.Null(await host.Client.SendAsync(ChannelHost.Personal, Hello, None));
    }

    [Fact]
    public async Task Row12_A_send_gives_the_new_messages_id()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(new ConnectorFate(201, """{"id":"1776000000001"}"""));
        Assert.Equal("1776000000001", await host.Client.SendAsync(ChannelHost.Personal, Hello, None));
    }

    [Fact]
    public async Task Row12_An_update_of_what_is_gone_says_so()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(ConnectorFate.Error(404, "ActivityNotFoundInConversation"));
        var e = await FailsAsync(() => host.Client.UpdateAsync(ChannelHost.Personal, "1", Hello, None));
        Assert.Equal((ConnectorFailure.Gone, 404, "ActivityNotFoundInConversation"), (e.Failure, e.Status, e.Code));
        Assert.Single(host.Connector.Requests);
    }

    [Fact]
    public async Task Routes_are_those_of_the_Connector_and_ids_are_escaped()
    {
        await using var host = await ChannelHost.StartAsync();
        var thread = ChannelHost.Personal with { ConversationId = "19:orders@thread.tacv2;messageid=1790000000000", ServiceUrl = new Uri("https://smba.trafficmanager.net/emea") };
        await host.Client.SendAsync(thread, Hello, None);
        await host.Client.ReplyAsync(thread, "f:1/2", Hello, None);
        await host.Client.UpdateAsync(thread, "1790?", Hello, None);

        const string conversation = "/emea/v3/conversations/19%3Aorders%40thread.tacv2%3Bmessageid%3D1790000000000/activities";
        Assert.Equal(
            [("POST", conversation), ("POST", conversation + "/f%3A1%2F2"), ("PUT", conversation + "/1790%3F")],
            host.Connector.Requests.Select(r => (r.Method, r.Path)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task Ids_that_would_lead_to_another_route_are_refused(string id)
    {
        await using var host = await ChannelHost.StartAsync();
        await FailsAsync(() => host.Client.UpdateAsync(ChannelHost.Personal, id, Hello, None));
        Assert.Empty(host.Connector.Requests);
    }

    [Fact]
    public async Task A_personal_conversation_is_created_with_the_tenant_in_both_places()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(ConnectorFate.Error(502, "ServiceError"), new ConnectorFate(201, """{"id":"a:1new"}"""));
        var created = host.Client.CreatePersonalConversationAsync(new Uri("https://smba.trafficmanager.net/teams/"), ChannelHost.TenantId, "29:1abc", None);
        Assert.Equal("a:1new", await host.RunAsync(created));

        var request = host.Connector.Requests.Last();
        Assert.Equal(("POST", "/teams/v3/conversations"), (request.Method, request.Path));
        Assert.Equal(
            """{"bot":{"id":"28:APP"},"members":[{"id":"29:1abc"}],"tenantId":"TENANT","channelData":{"tenant":{"id":"TENANT"}},"isGroup":false}"""
                .Replace("APP", ChannelHost.AppId, StringComparison.Ordinal).Replace("TENANT", ChannelHost.TenantId, StringComparison.Ordinal),
            request.Body);
    }

    [Fact]
    public async Task Members_are_read_page_by_page()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(
            new ConnectorFate(200, """{"continuationToken":"t/1","members":[{"id":"29:1","objectId":"o1","name":"Nora"},{"id":"29:2","aadObjectId":"o2"}]}"""),
            new ConnectorFate(200, """{"members":[{"id":"29:3","userPrincipalName":"tomas@fabrikam.example"}]}"""));
        var members = new List<ChannelAccount>();
        await foreach (var member in host.Client.GetMembersAsync(ChannelHost.Personal))
            members.Add(member);

        Assert.Equal(["29:1", "29:2", "29:3"], members.Select(m => m.Id));
        Assert.Equal("o1", members[0].ObjectId);
        Assert.Equal(
            ["/pagedmembers?pageSize=200", "/pagedmembers?pageSize=200&continuationToken=t%2F1"],
            host.Connector.Requests.Select(r => r.Path[r.Path.IndexOf("/pagedmembers", StringComparison.Ordinal)..]));
    }

    [Fact]
    public async Task Pages_that_name_themselves_again_end()
    {
        await using var host = await ChannelHost.StartAsync();
        var page = new ConnectorFate(200, """{"continuationToken":"same","members":[{"id":"29:1"}]}""");
        host.Connector.Next(page, page, page);
        var count = 0;
        await foreach (var _ in host.Client.GetMembersAsync(ChannelHost.Personal))
            count++;
        Assert.Equal(2, count);
    }

    [Fact]
    public async Task One_member_or_none()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(new ConnectorFate(200, """{"id":"29:1","aadObjectId":"o1"}"""), ConnectorFate.Error(404, "MemberNotFoundInConversation"), ConnectorFate.Error(404, "ConversationNotFound"));
        Assert.Equal("o1", (await host.Client.GetMemberAsync(ChannelHost.Personal, "nora@fabrikam.example", None))!.AadObjectId);
        Assert.Null(await host.Client.GetMemberAsync(ChannelHost.Personal, "29:2", None));
        Assert.Equal(ConnectorFailure.Gone, (await FailsAsync(() => host.Client.GetMemberAsync(ChannelHost.Personal, "29:2", None))).Failure);
    }

    public static TheoryData<int, string, ConnectorFailure, string?> Faults => new()
    {
        { 400, """{"error":{"code":"BadSyntax","message":"x"}}""", ConnectorFailure.Refused, "BadSyntax" },
        { 403, """{"error":{"code":"BotNotInConversationRoster","message":"x"}}""", ConnectorFailure.Parked, "BotNotInConversationRoster" },
        { 403, """{"error":{"code":"BotDisabledByAdmin","message":"x"}}""", ConnectorFailure.Parked, "BotDisabledByAdmin" },
        { 403, """{"error":{"code":"ConversationBlockedByUser"}}""", ConnectorFailure.Parked, "ConversationBlockedByUser" },
        { 403, """{"error":{"code":"ForbiddenOperationException"}}""", ConnectorFailure.Parked, "ForbiddenOperationException" },
        { 403, """{"errorCode":209,"message":"{\r\n \"subCode\":\"MessageWritesBlocked\", \"details\":\"Thread\",\"errorCode\":null}"}""", ConnectorFailure.Parked, "MessageWritesBlocked" },
        { 403, """{"error":{"code":"InvalidBotApiHost"}}""", ConnectorFailure.Refused, "InvalidBotApiHost" },
        { 403, """{"error":{"code":"NotEnoughPermissions"}}""", ConnectorFailure.Refused, "NotEnoughPermissions" },
        { 403, "", ConnectorFailure.Refused, null },
        { 404, """{"error":{"code":"ConversationNotFound"}}""", ConnectorFailure.Gone, "ConversationNotFound" },
        { 404, "<html>not here</html>", ConnectorFailure.Gone, null },
        { 413, """{"error":{"code":"MessageSizeTooBig"}}""", ConnectorFailure.Refused, "MessageSizeTooBig" },
        { 500, """{"error":{"code":"ServiceError"}}""", ConnectorFailure.Unknown, "ServiceError" },
        { 502, "", ConnectorFailure.Unknown, null },
        { 408, "", ConnectorFailure.Unknown, null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Row13_A_refused_send_says_what_may_be_done_and_is_not_repeated(int status, string body, ConnectorFailure failure, string? code)
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(new ConnectorFate(status, body));
        var e = await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None));
        Assert.Equal((failure, status, code), (e.Failure, e.Status, e.Code));
        Assert.Single(host.Connector.Requests);
    }

    [Fact]
    public async Task Row13_A_send_whose_connection_is_cut_is_unknown_and_not_repeated()
    {
        await using var host = await ChannelHost.StartAsync();
        // First on a fresh connection, then on one that served before: the HTTP stack must not repeat either by itself.
        host.Connector.Next(ConnectorFate.Drop);
        Assert.Equal(ConnectorFailure.Unknown, (await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
        await host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        host.Connector.Next(ConnectorFate.Drop);
        Assert.Equal(ConnectorFailure.Unknown, (await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
        Assert.Equal(3, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_A_send_without_an_answer_is_unknown_after_ten_seconds_and_not_repeated()
    {
        await using var host = await ChannelHost.StartAsync();
        await host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        await host.Connector.ArrivalAsync();
        host.Connector.Next(ConnectorFate.Hang);
        var sending = host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        await host.Connector.ArrivalAsync();
        host.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(ConnectorFailure.Unknown, (await FailsAsync(() => sending)).Failure);
        Assert.Equal(2, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_A_cancelled_send_is_cancelled()
    {
        await using var host = await ChannelHost.StartAsync();
        using var stop = new CancellationTokenSource();
        host.Connector.Next(ConnectorFate.Hang);
        var sending = host.Client.SendAsync(ChannelHost.Personal, Hello, stop.Token);
        await host.Connector.ArrivalAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Theory]
    [InlineData(429, "Throttled")]
    [InlineData(412, "PreconditionFailed")]
    public async Task Row13_A_short_Retry_After_is_waited_for(int status, string code)
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(ConnectorFate.Error(status, code, "4"), new ConnectorFate(201, """{"id":"9"}"""));
        var sending = host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        await host.Time.Waited(t => t >= TimeSpan.FromSeconds(4) && t < TimeSpan.FromSeconds(5));
        host.Time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(sending.IsCompleted);
        Assert.Single(host.Connector.Requests);
        host.Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("9", await sending);
        Assert.Equal(2, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_A_long_Retry_After_goes_to_the_caller()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(ConnectorFate.Error(429, "Throttled", "30"), ConnectorFate.Error(429, "Throttled", "Sat, 21 Nov 2026 09:01:00 GMT"));
        var e = await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None));
        Assert.Equal((ConnectorFailure.Throttled, 429, TimeSpan.FromSeconds(30)), (e.Failure, e.Status, e.RetryAfter));
        e = await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None));
        Assert.Equal(TimeSpan.FromMinutes(1), e.RetryAfter);
        Assert.Equal(2, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_Throttling_without_end_is_given_up()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next([.. Enumerable.Repeat(ConnectorFate.Error(429, "Throttled"), 9)]);
        var e = await FailsAsync(() => host.RunAsync(host.Client.SendAsync(ChannelHost.Personal, Hello, None)));
        Assert.Equal(ConnectorFailure.Throttled, e.Failure);
        Assert.Equal(4, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_An_update_is_repeated_after_5xx_and_cut_connections()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(ConnectorFate.Error(503, "ServiceError"), ConnectorFate.Drop, ConnectorFate.Error(504, "ServiceError"));
        await host.RunAsync(host.Client.UpdateAsync(ChannelHost.Personal, "1", Hello, None));
        Assert.Equal(4, host.Connector.Requests.Count);
        Assert.Single(host.Connector.Requests.Select(r => r.Body).Distinct());
    }

    [Fact]
    public async Task Row13_An_update_is_repeated_once_after_500()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next([.. Enumerable.Repeat(ConnectorFate.Error(500, "ServiceError"), 5)]);
        var e = await FailsAsync(() => host.RunAsync(host.Client.UpdateAsync(ChannelHost.Personal, "1", Hello, None)));
        Assert.Equal(ConnectorFailure.Unknown, e.Failure);
        Assert.Equal(2, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_Nobody_listening_means_nothing_was_sent()
    {
        await using var host = await ChannelHost.StartAsync(options: ChannelHost.NoTokens(), environment: "Development");
        var nobody = ChannelHost.Personal with { ServiceUrl = new Uri("http://127.0.0.1:1/_connector") };
        var e = await FailsAsync(() => host.RunAsync(host.Client.SendAsync(nobody, Hello, None)));
        Assert.Equal(ConnectorFailure.NotSent, e.Failure);
    }

    public static TheoryData<string> Elsewhere =>
    [
        "https://elsewhere.example/amer/", "http://smba.trafficmanager.net/amer/", "https://smba.trafficmanager.net:444/amer/",
        "https://smba.trafficmanager.net@elsewhere.example/", "https://user@smba.trafficmanager.net/", "https://smba.trafficmanager.net/amer/?a=b",
        "https://smba.trafficmanager.net/amer/#a", "https://smba.trafficmanager.net./amer/", "https://a.smba.trafficmanager.net/", "https://trafficmanager.net/",
        "https://smba.trafficmanager.net.elsewhere.example/", "https://127.0.0.1/", "http://localhost:56150/_connector", "https://ſmba.trafficmanager.net/", "ftp://smba.trafficmanager.net/",
        "https://canary.botapi.skype.com/amer/",
    ];

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public async Task Row15_No_token_is_asked_for_a_host_that_is_not_on_the_list(string url)
    {
        await using var host = await ChannelHost.StartAsync();
        var stored = ChannelHost.Personal with { ServiceUrl = new Uri(url) };
        Assert.Equal(ConnectorFailure.Refused, (await FailsAsync(() => host.Client.SendAsync(stored, Hello, None))).Failure);
        Assert.Equal(ConnectorFailure.Refused, (await FailsAsync(() => host.Client.UpdateAsync(stored, "1", Hello, None))).Failure);
        Assert.Equal(ConnectorFailure.Refused, (await FailsAsync(() => host.Client.CreatePersonalConversationAsync(new Uri(url), ChannelHost.TenantId, "29:1", None))).Failure);
        Assert.Empty(host.Dialled);
    }

    [Fact]
    public async Task Row15_Redirects_are_not_followed()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(new ConnectorFate(307) { Location = "https://elsewhere.example/v3/conversations" });
        Assert.Equal(ConnectorFailure.Refused, (await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
        Assert.DoesNotContain("elsewhere.example", host.Dialled);
        Assert.Single(host.Connector.Requests);
    }

    [Fact]
    public async Task Row15_Named_hosts_take_the_place_of_the_public_ones()
    {
        var options = new TeamsOptions { AppId = ChannelHost.AppId, TenantId = ChannelHost.TenantId, ClientSecret = "s", TrustedRoots = [TestAuthority.Root], ServiceUrls = ["elsewhere.example"] };
        await using var host = await ChannelHost.StartAsync(options: options);
        await host.Client.SendAsync(ChannelHost.Personal with { ServiceUrl = new Uri("https://ELSEWHERE.example/amer/") }, Hello, None);
        await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None));
        Assert.Single(host.Connector.Requests);
    }

    [Fact]
    public async Task Row15_Without_authentication_no_token_is_asked_for()
    {
        await using var host = await ChannelHost.StartAsync(options: ChannelHost.NoTokens(), environment: "Development");
        await using var playground = await PlainConnector.StartAsync();
        await host.Client.SendAsync(ChannelHost.Personal with { ServiceUrl = playground.ServiceUrl }, Hello, None);
        Assert.Null(Assert.Single(playground.Connector.Requests).Authorization);
        Assert.Empty(host.Login.Requests);
    }

    [Fact]
    public async Task An_untrusted_certificate_gets_no_token()
    {
        var options = new TeamsOptions { AppId = ChannelHost.AppId, TenantId = ChannelHost.TenantId, ClientSecret = "s" };
        await using var host = await ChannelHost.StartAsync(options: options);
        Assert.Equal(ConnectorFailure.NotSent, (await FailsAsync(() => host.RunAsync(host.Client.SendAsync(ChannelHost.Personal, Hello, None)))).Failure);
        Assert.Empty(host.Login.Requests);
        Assert.Empty(host.Connector.Requests);
    }

    [Fact]
    public async Task The_token_is_kept_and_asked_for_with_the_public_clouds_values()
    {
        await using var host = await ChannelHost.StartAsync();
        await host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        await host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        var (path, form) = Assert.Single(host.Login.Requests);
        Assert.Equal($"/{ChannelHost.TenantId}/oauth2/v2.0/token", path);
        Assert.Equal((ChannelHost.AppId, "https://api.botframework.com/.default", "client_credentials"), (form["client_id"], form["scope"], form["grant_type"]));
        Assert.All(host.Connector.Requests, r => Assert.Equal("Bearer bot-token-1", r.Authorization));
        Assert.DoesNotContain(host.Logged.Lines, l => l.Text.Contains("bot-token", StringComparison.Ordinal) || l.Text.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rejected_token_is_renewed_once()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(ConnectorFate.Error(401, "Unauthorized"));
        await host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        Assert.Equal(["Bearer bot-token-1", "Bearer bot-token-2"], host.Connector.Requests.Select(r => r.Authorization));

        host.Connector.Next(ConnectorFate.Error(401, "BotNotRegistered"), ConnectorFate.Error(401, "BotNotRegistered"));
        var e = await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None));
        Assert.Equal((ConnectorFailure.Refused, "BotNotRegistered"), (e.Failure, e.Code));
        Assert.Equal(4, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task A_refused_token_means_nothing_was_sent()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Login.Status = 401;
        Assert.Equal(ConnectorFailure.NotSent, (await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
        Assert.Empty(host.Connector.Requests);
    }

    [Fact]
    public async Task A_certificate_signs_in_without_a_secret()
    {
        using var file = new CertificateFile();
        var options = new TeamsOptions { AppId = ChannelHost.AppId, TenantId = ChannelHost.TenantId, CertificatePath = file.Path, TrustedRoots = [TestAuthority.Root] };
        await using var host = await ChannelHost.StartAsync(options: options);
        await host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        var (_, form) = Assert.Single(host.Login.Requests);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        Assert.False(form.ContainsKey("client_secret"));
    }

    [Fact]
    public async Task A_managed_identity_signs_in_with_its_own_client_id()
    {
        await using var machine = await PlainConnector.StartAsync();
        machine.Connector.Next(new ConnectorFate(200, """{"access_token":"machine-token","expires_on":"4102444800","resource":"https://api.botframework.com","token_type":"Bearer","client_id":"identity-1"}"""));
        // App Service's way to its identity; no other test uses one.
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", new Uri(machine.ServiceUrl, "/msi/token").ToString());
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "header-secret");
        try
        {
            var options = new TeamsOptions { AppId = ChannelHost.AppId, TenantId = ChannelHost.TenantId, AppType = "UserAssignedMSI", ManagedIdentityClientId = "identity-1", TrustedRoots = [TestAuthority.Root] };
            await using var host = await ChannelHost.StartAsync(options: options);
            await host.Client.SendAsync(ChannelHost.Personal, Hello, None);
            Assert.Equal("Bearer machine-token", Assert.Single(host.Connector.Requests).Authorization);
            var asked = Uri.UnescapeDataString(Assert.Single(machine.Connector.Requests).Path);
            Assert.Contains("client_id=identity-1", asked, StringComparison.Ordinal);
            Assert.Contains("resource=https://api.botframework.com", asked, StringComparison.Ordinal);
            Assert.Empty(host.Login.Requests);
        }
        finally
        {
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        }
    }

    [Fact]
    public async Task An_answer_that_breaks_off_after_the_send_was_taken_costs_the_id_only()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(new ConnectorFate(201, """{"id":"177""") { BreaksOff = true });
        Assert.Null(await host.Client.SendAsync(ChannelHost.Personal, Hello, None));
        Assert.Single(host.Connector.Requests);
    }

    [Fact]
    public async Task Settings_that_make_no_credential_mean_nothing_was_sent()
    {
        await using var host = await ChannelHost.StartAsync(options: new TeamsOptions { AppId = ChannelHost.AppId, TenantId = ChannelHost.TenantId });
        Assert.Equal(ConnectorFailure.NotSent, (await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
        var missing = new TeamsOptions { AppId = ChannelHost.AppId, TenantId = ChannelHost.TenantId, CertificatePath = "not-there.pem" };
        await using var other = await ChannelHost.StartAsync(options: missing);
        Assert.Equal(ConnectorFailure.NotSent, (await FailsAsync(() => other.Client.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
    }

    [Fact]
    public async Task Another_sign_in_host_is_used_as_it_is_named()
    {
        var options = new TeamsOptions { AppId = ChannelHost.AppId, TenantId = ChannelHost.TenantId, ClientSecret = "s", TrustedRoots = [TestAuthority.Root], Login = "https://signin.example" };
        await using var host = await ChannelHost.StartAsync(options: options);
        await host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        Assert.Equal(["signin.example", "smba.trafficmanager.net"], host.Dialled.Distinct());
    }

    [Fact]
    public void Row11_One_activity_is_a_text_or_one_card_with_its_summary()
    {
        Assert.Equal("""{"type":"message","text":"hello"}""", JsonSerializer.Serialize(Hello, ActivityJson.Default.OutgoingActivity));
        var card = JsonSerializer.SerializeToElement(OutgoingActivity.Show(CardTests.Form()), ActivityJson.Default.OutgoingActivity);
        Assert.Equal("Ask for Owner", card.GetProperty("summary").GetString());
        Assert.False(card.TryGetProperty("text", out _));
        var attachment = Assert.Single(card.GetProperty("attachments").EnumerateArray());
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        Assert.Equal("AdaptiveCard", attachment.GetProperty("content").GetProperty("type").GetString());
    }

    private static async Task<ConnectorException> FailsAsync(Func<Task> call) => await Assert.ThrowsAsync<ConnectorException>(call);
}
