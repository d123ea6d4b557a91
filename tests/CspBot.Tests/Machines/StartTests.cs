using CspBot.Tests.Harness;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CspBot.Tests.Machines;

/// <summary>What the bot looks at before it serves anybody.</summary>
public sealed class StartTests
{
    /// <summary>Red until 2026-11-28: only the URLs of the settings were judged, and Kestrel's own section goes round them.</summary>
    [Theory]
    [InlineData("Kestrel__Endpoints__Open__Url", "http://0.0.0.0:{0}")]
    [InlineData("Kestrel__Endpoints__Open__Url", "http://[::]:{0}")]
    public async Task Without_token_check_a_listener_beyond_loopback_ends_the_bot(string key, string url)
    {
        var port = ServerProcess.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using var bot = await BotProcess.PrepareAsync(
            new Dictionary<string, string?> { [key] = url.Replace("{0}", port, StringComparison.Ordinal) });

        await bot.StartAsync(probe: "/healthz");

        Assert.True(bot.HasStopped);
        Assert.Equal(1, bot.ExitCode);
    }

    [Theory]
    [InlineData("{00000000-0000-4000-8000-00000000ABCD}")]
    [InlineData("0000000000004000800000000000ABCD")]
    [InlineData("00000000-0000-4000-8000-00000000ABCD")]
    public void An_id_is_the_same_however_it_is_written(string text)
    {
        var settings = Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Partner:AdminAgentsGroupId"] = text,
            ["Partner:AppId"] = text,
            ["Approvals:ApproversGroupId"] = text,
            ["Partner:ClientSecret"] = text,
        }).Build());

        const string id = "00000000-0000-4000-8000-00000000abcd";
        Assert.Equal(
            (id, id, id, text),
            (settings.Partner.AdminAgentsGroupId,
                settings.Partner.ApproversGroupId,
                settings.Cloud.Partner.AppId,
                settings.Cloud.Partner.ClientSecret));
    }

    /// <summary>Rules as one text and as a list: one of both would not be read, so nothing starts.</summary>
    [Theory]
    [InlineData("x: then reason", "y: then decided by 2", true)]
    [InlineData("x: then reason", null, false)]
    [InlineData(null, "y: then decided by 2", false)]
    [InlineData("", "y: then decided by 2", false)]
    public void Rules_in_two_places_at_once_are_refused(string? text, string? line, bool isRefused)
    {
        var given = new Dictionary<string, string?>();
        if (text is not null)
            given["Approvals:Policy"] = text;
        if (line is not null)
            given["Approvals:Policy:0"] = line;
        var approvals = Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(given).Build()).Approvals;
        Assert.Equal(
            isRefused,
            approvals.Validate([]).Any(wrong => wrong.StartsWith(
                "Approvals:Policy is one text and a list (Approvals:Policy:0) at the same time", StringComparison.Ordinal)));
        Assert.Equal(string.IsNullOrEmpty(text) ? "y" : "x", Assert.Single(approvals.Book.Rules).Name);
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("2 ", -1)]
    [InlineData(" 2", -1)]
    [InlineData("+2", -1)]
    [InlineData("", -1)]
    public void A_version_is_read_as_a_card_says_it_and_not_otherwise(string said, int version) => Assert.Equal(
        version,
        new CspBot.Conversation.FormInput(System.Text.Json.JsonSerializer.SerializeToElement(new { version = said })).Version);
}
