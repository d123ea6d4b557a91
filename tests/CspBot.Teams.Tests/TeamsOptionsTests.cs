using Microsoft.Extensions.Configuration;

namespace CspBot.Teams.Tests;

/// <summary>Settings (DESIGN §3.3; checklist row 22).</summary>
public sealed class TeamsOptionsTests
{
    private static readonly string[] Loopback = ["http://127.0.0.1:3978", "http://localhost:3979", "https://[::1]:3980"];

    [Fact]
    public void The_section_Bot_is_read_as_it_is_documented()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Bot:AppId"] = ChannelHost.AppId,
            ["Bot:TenantId"] = ChannelHost.TenantId,
            ["Bot:AppType"] = "UserAssignedMSI",
            ["Bot:ManagedIdentityClientId"] = "m",
            ["Bot:Authentication"] = "Required",
            ["Bot:ServiceUrls:0"] = "smba.infra.gcc.teams.microsoft.com",
            ["Bot:Issuer"] = "https://api.botframework.us",
        }).Build();

        var options = configuration.GetSection("Bot").Get<TeamsOptions>()!;

        Assert.Equal(
            (ChannelHost.AppId, ChannelHost.TenantId, "UserAssignedMSI", "m"),
            (options.AppId, options.TenantId, options.AppType, options.ManagedIdentityClientId));
        Assert.Equal(["smba.infra.gcc.teams.microsoft.com"], options.ServiceUrls);
        Assert.Equal("https://api.botframework.us", options.Issuer);
        Assert.Equal("https://login.botframework.com/v1/.well-known/openidconfiguration", options.OpenIdMetadata);
        Assert.Contains("F-1", options.FaultText("fr-FR", "F-1"), StringComparison.Ordinal);
        Assert.Empty(options.Validate("Production", ["http://+:8080"]));
    }

    [Fact]
    public void Nothing_set_names_each_missing_setting()
    {
        var sentences = new TeamsOptions().Validate("Production", []);
        Assert.Equal(3, sentences.Count);
        Assert.Contains(sentences, s => s.StartsWith("Bot:TenantId ", StringComparison.Ordinal));
        Assert.Contains(sentences, s => s.StartsWith("Bot:AppId ", StringComparison.Ordinal));
        Assert.Contains(sentences, s => s.Contains("Bot:ClientSecret", StringComparison.Ordinal));
        Assert.All(sentences, s => Assert.EndsWith(".", s, StringComparison.Ordinal));
    }

    [Fact]
    public void Good_settings_raise_nothing()
    {
        Assert.Empty(ChannelHost.Secret().Validate("Production", ["http://0.0.0.0:80"]));
        Assert.Empty(ChannelHost.NoTokens().Validate("Development", Loopback));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "Bot:AppType", "Robot" },
        { "Bot:Authentication", "Sometimes" },
        { "Bot:OpenIdMetadata", "http://login.botframework.com/x" },
        { "Bot:OpenIdMetadata", "nothing" },
        { "Bot:Issuer", "" },
        { "Bot:Login", "http://login.example" },
        { "Bot:Login", "https://login.example/tenant" },
        { "Bot:ServiceUrls:0", "https://smba.trafficmanager.net/" },
        { "Bot:ServiceUrls:0", "*.trafficmanager.net" },
        { "Bot:CertificatePath", "and-a-certificate.pem" },
        { "Bot:ManagedIdentityClientId", "and-an-identity" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_setting_is_named(string key, string value)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Bot:AppId"] = ChannelHost.AppId,
            ["Bot:TenantId"] = ChannelHost.TenantId,
            ["Bot:ClientSecret"] = "s3cr3t",
            [key] = value,
        }).Build().GetSection("Bot").Get<TeamsOptions>()!;
        var sentence = Assert.Single(options.Validate("Production", []));
        Assert.Contains(
            key.Replace(":0", "", StringComparison.Ordinal),
            sentence.Replace("Bot:AppType SingleTenant needs", "Bot:ManagedIdentityClientId", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_file_is_opened_at_the_start()
    {
        var options = new TeamsOptions { AppId = ChannelHost.AppId, TenantId = ChannelHost.TenantId, CertificatePath = "no-such-file.pem" };
        Assert.StartsWith(
            "Bot:CertificatePath cannot be read", Assert.Single(options.Validate("Production", [])), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Open => new()
    {
        { "Production", "http://127.0.0.1:3978" },
        { "Staging", "http://localhost:3978" },
        { "", "http://localhost:3978" },
        { "Development", "http://0.0.0.0:3978" },
        { "Development", "http://*:3978" },
        { "Development", "http://+:3978" },
        { "Development", "http://[::]:3978" },
        { "Development", "http://192.168.1.4:3978" },
        { "Development", "http://my-laptop:3978" },
        { "Development", "http://localhost.example.com:3978" },
        { "Development", "" },
    };

    [Theory]
    [MemberData(nameof(Open))]
    public void Row22_Without_tokens_only_in_Development_and_on_loopback(string environment, string listener)
    {
        var sentence = Assert.Single(ChannelHost.NoTokens().Validate(environment, [listener]));
        Assert.StartsWith("Bot:Authentication None", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Row22_Every_listener_counts_and_none_is_not_loopback()
    {
        Assert.Single(ChannelHost.NoTokens().Validate("Development", [.. Loopback, "http://0.0.0.0:80"]));
        Assert.Single(ChannelHost.NoTokens().Validate("Development", []));
    }
}
