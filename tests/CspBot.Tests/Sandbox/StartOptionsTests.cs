using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Sandbox;

/// <summary>The command line of the newcomer's entrance, and what it hands to others.</summary>
public sealed class StartOptionsTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    [Fact]
    public void Bots_windows_and_settings_are_read()
    {
        StartOptions options = StartOptions.Parse(["--bots", "3", "--no-playground", "--Sandbox:Customers=7"], out string? complaint)!;

        Assert.Null(complaint);
        Assert.Equal((3, false, 7), (options.Bots, options.Playground, options.Sandbox.Customers));
        Assert.Equal(0, StartOptions.Parse(["--no-bot"], out _)!.Bots);
        Assert.True(options.Build);
        Assert.False(StartOptions.Parse(["--no-build"], out _)!.Build);
        Assert.Equal("out/", StartOptions.Parse(["--gallery", "out/"], out _)!.Gallery);
    }

    [Theory]
    [InlineData("--bots")]
    [InlineData("--bots", "none")]
    [InlineData("--gallery")]
    [InlineData("--gallery", "--no-bot")]
    [InlineData("--nobot")]
    [InlineData("--Sandbox:Customers=many")]
    [InlineData("--Sandbox:Port=70000")]
    public void What_is_not_understood_is_said(params string[] arguments)
    {
        Assert.Null(StartOptions.Parse(arguments, out string? complaint));
        Assert.NotEmpty(complaint!);
    }

    [Fact]
    public async Task The_gallery_is_not_begun_where_a_tool_is_missing()
    {
        var folder = TempFolder.Create("gallery");
        var page = Path.Combine(folder, "out");

        Assert.Equal(2, await new Gallery(root: folder, page, TimeProvider.System).WriteAsync(default));
        Assert.False(Directory.Exists(page));
        TempFolder.Delete(folder);
    }

    [Fact]
    public void A_Playground_window_has_its_person_and_exactly_five_others()
    {
        Playground tomas = Playground.Windows(56150)[1];

        string[] lines = tomas.Configuration().Split('\n');

        Assert.Equal(5, lines.Count(line => line.StartsWith("  - id: \"29:", StringComparison.Ordinal)));
        Assert.Contains("  id: \"29:tomas\"", lines);
        Assert.DoesNotContain("  - id: \"29:tomas\"", lines);
        Assert.Contains($"tenantId: {SandboxFixture.PartnerTenant}", lines);
    }

    [Fact]
    public void A_bot_gets_every_setting_and_files_that_exist()
    {
        IReadOnlyDictionary<string, string> settings = sandbox.Host.BotEnvironment;

        Assert.True(File.Exists(settings["Cloud__TrustedCertificates"]));
        Assert.True(File.Exists(settings["Partner__RefreshTokenFile"]));
        Assert.Equal(SandboxFixture.AdminAgents, settings["Partner__AdminAgentsGroupId"]);
        Assert.Equal("Paris", settings["Stack__Deployments__0__Name"]);
        Assert.All(
            settings.Where(item => item.Key.StartsWith("Cloud__", StringComparison.Ordinal) && item.Key != "Cloud__TrustedCertificates"),
            item => Assert.StartsWith("https://localhost:", item.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rotated_refresh_token_outlives_a_restart()
    {
        string folder = TempFolder.Create("sandbox");
        SandboxOptions options = new() { Port = 0, Folder = folder };
        string rotated = (string)(await sandbox.RedeemAsync(
            SandboxFixture.PartnerTenant, SandboxFixture.GraphResource)).Body["refresh_token"]!;
        await File.WriteAllTextAsync(Path.Combine(folder, "refresh-token.txt"), rotated);
        await using (await SandboxHost.StartAsync(options, TestClock.World(), CancellationToken.None))
            Assert.Equal(rotated, await File.ReadAllTextAsync(Path.Combine(folder, "refresh-token.txt")));
        await File.WriteAllTextAsync(Path.Combine(folder, "refresh-token.txt"), "spoilt");
        await using (await SandboxHost.StartAsync(options, TestClock.World(), CancellationToken.None))
            Assert.NotEqual("spoilt", await File.ReadAllTextAsync(Path.Combine(folder, "refresh-token.txt")));
        Directory.Delete(folder, recursive: true);
    }
}
