namespace CspBot.Teams.Tests;

/// <summary>Where the bot's own token comes from and goes to (facts teams-protocol §4.4 and §4.5; checklist row 15).</summary>
public sealed class ConnectorTokenTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Activity Hello = MessageFactory.Text("hello");

    public static TheoryData<string> Elsewhere =>
    [
        "https://elsewhere.example/amer/", "http://smba.trafficmanager.net/amer/", "https://smba.trafficmanager.net:444/amer/",
        "https://smba.trafficmanager.net@elsewhere.example/", "https://user@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net/amer/?a=b",
        "https://smba.trafficmanager.net/amer/#a", "https://smba.trafficmanager.net./amer/", "https://a.smba.trafficmanager.net/",
        "https://trafficmanager.net/",
        "https://smba.trafficmanager.net.elsewhere.example/", "https://127.0.0.1/", "http://localhost:56150/_connector",
        "https://ſmba.trafficmanager.net/", "ftp://smba.trafficmanager.net/",
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
        Assert.Equal(
            ConnectorFailure.Refused,
            (await FailsAsync(
                () => host.Client.CreatePersonalConversationAsync(new Uri(url), ChannelHost.TenantId, "29:1", None))).Failure);
        Assert.Empty(host.Dialled);
    }

    [Fact]
    public async Task Row15_Redirects_are_not_followed()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(new ConnectorFate(307) { Location = "https://elsewhere.example/v3/conversations" });
        Assert.Equal(ConnectorFailure.Rejected, (await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
        Assert.DoesNotContain("elsewhere.example", host.Dialled);
        Assert.Single(host.Connector.Requests);
    }

    [Fact]
    public async Task Row15_Named_hosts_take_the_place_of_the_public_ones()
    {
        var options = new TeamsOptions
        {
            AppId = ChannelHost.AppId,
            TenantId = ChannelHost.TenantId,
            ClientSecret = "s",
            Trust = TestAuthority.Trust,
            ServiceUrls = ["elsewhere.example"],
        };
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
        Assert.Equal(
            ConnectorFailure.NotSent,
            (await FailsAsync(() => host.RunAsync(host.Client.SendAsync(ChannelHost.Personal, Hello, None)))).Failure);
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
        Assert.Equal(
            (ChannelHost.AppId, "https://api.botframework.com/.default", "client_credentials"),
            (form["client_id"], form["scope"], form["grant_type"]));
        Assert.All(host.Connector.Requests, r => Assert.Equal("Bearer bot-token-1", r.Authorization));
        Assert.DoesNotContain(host.Logged.Lines, l =>
            l.Text.Contains("bot-token", StringComparison.Ordinal) || l.Text.Contains("s3cr3t", StringComparison.Ordinal));
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
        Assert.Equal((ConnectorFailure.Rejected, "BotNotRegistered"), (e.Failure, e.Code));
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
        var options = new TeamsOptions
        {
            AppId = ChannelHost.AppId,
            TenantId = ChannelHost.TenantId,
            CertificatePath = file.Path,
            Trust = TestAuthority.Trust,
        };
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
        machine.Connector.Next(new ConnectorFate(
            200,
            """
            {"access_token":"machine-token","expires_on":"4102444800","resource":"https://api.botframework.com",
            "token_type":"Bearer","client_id":"identity-1"}
            """));
        // App Service's way to its identity; no other test uses one.
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", new Uri(machine.ServiceUrl, "/msi/token").ToString());
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "header-secret");
        try
        {
            var options = new TeamsOptions
            {
                AppId = ChannelHost.AppId,
                TenantId = ChannelHost.TenantId,
                AppType = "UserAssignedMSI",
                ManagedIdentityClientId = "identity-1",
                Trust = TestAuthority.Trust,
            };
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
    public async Task Settings_that_make_no_credential_mean_nothing_was_sent()
    {
        await using var host = await ChannelHost.StartAsync(
            options: new TeamsOptions { AppId = ChannelHost.AppId, TenantId = ChannelHost.TenantId });
        Assert.Equal(ConnectorFailure.NotSent, (await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
        var missing = new TeamsOptions { AppId = ChannelHost.AppId, TenantId = ChannelHost.TenantId, CertificatePath = "not-there.pem" };
        await using var other = await ChannelHost.StartAsync(options: missing);
        Assert.Equal(ConnectorFailure.NotSent, (await FailsAsync(() => other.Client.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
    }

    [Fact]
    public async Task Another_sign_in_host_is_used_as_it_is_named()
    {
        var options = new TeamsOptions
        {
            AppId = ChannelHost.AppId,
            TenantId = ChannelHost.TenantId,
            ClientSecret = "s",
            Trust = TestAuthority.Trust,
            Login = "https://signin.example",
        };
        await using var host = await ChannelHost.StartAsync(options: options);
        await host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        Assert.Equal(["signin.example", "smba.trafficmanager.net"], host.Dialled.Distinct());
    }

    private static async Task<ConnectorException> FailsAsync(Func<Task> call) =>
        await Assert.ThrowsAsync<ConnectorException>(() => call().WaitAsync(TimeSpan.FromMinutes(2)));
}
