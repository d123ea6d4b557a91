using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Messages;

/// <summary>Everybody is spoken to in their own language: the one they kept, that of the card they click, or their client's.</summary>
public sealed class ReadersTests
{
    [Fact]
    public async Task A_kept_language_goes_before_the_clients_and_outlives_the_process()
    {
        await using var host = await BotHost.StartAsync();
        await KeepAsync(host, host.Nora, "fr");
        Assert.Equal("fr", Lang(await host.Nora.SaysAsync("notifications")));

        await host.RestartAsync();

        Assert.Equal("fr", Lang(await host.Nora.SaysAsync("notifications")));
        await KeepAsync(host, host.Nora, "en");
        Assert.Equal("en", Lang(await host.Nora.In("fr-FR").SaysAsync("notifications")));
    }

    [Fact]
    public async Task Who_is_asked_reads_in_the_language_they_kept_and_where_they_only_spoke_in_a_channel_in_its()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await KeepAsync(host, host.Tomas, "fr");
        var elsewhere = host.Aisha.Activity("message", new JsonObject
        {
            ["text"] = "help",
            ["conversation"] = new JsonObject
            {
                ["id"] = "19:team@thread.tacv2;messageid=1",
                ["conversationType"] = "channel",
                ["isGroup"] = true,
                ["tenantId"] = host.Aisha.Tenant,
            },
        });
        (await host.Aisha.PostAsync(elsewhere)).EnsureSuccessStatusCode();
        await host.Teams.WaitForAsync(
            "the answer in the channel", message => message.Conversation.StartsWith("19:team", StringComparison.Ordinal));

        await Scenarios.SubmitGrantAsync(host, host.Nora);

        await host.Tomas.SeesAsync("Nora Lind demande votre approbation");
        await host.Aisha.SeesAsync("Nora Lind asks for your approval");
    }

    /// <summary>The form that was begun in one language goes on in it, whatever was kept meanwhile.</summary>
    [Fact]
    public async Task A_click_is_answered_in_the_language_of_its_card()
    {
        await using var host = await BotHost.StartAsync();
        await KeepAsync(host, host.Nora, "fr");
        var form = await host.Nora.SaysAsync("accorder propriétaire adatum");
        await KeepAsync(host, host.Nora, "en");

        Assert.Equal("fr", Lang(await host.Nora.ClicksAsync(form, "grant-owner/details", new Dictionary<string, string>())));
        Assert.Equal("en", Lang(await host.Nora.SaysAsync("notifications")));
    }

    [Theory]
    [InlineData("xx")]
    [InlineData("")]
    [InlineData("fr-FR")]
    [InlineData("../../etc")]
    public async Task A_language_that_no_card_of_ours_has_counts_for_nothing(string forged)
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner adatum");

        var answer = await host.Nora.ClicksAsync(
            form, "grant-owner/details", new Dictionary<string, string>(), forge: data => data[Look.LanguageOfCard] = forged);

        Assert.Equal("en", Lang(answer));
    }

    [Theory]
    [InlineData("fr-CA", "fr", "fr-CA")]
    [InlineData("fr_CA", "fr", "fr-FR")]
    [InlineData("en-us", "en", "en-US")]
    [InlineData("en", "en", "en-GB")]
    [InlineData("en-Nowhere", "en", "en-GB")]
    [InlineData("de-DE", "en", "en-GB")]
    [InlineData("frr", "en", "en-GB")]
    [InlineData(" ", "fr", "fr-FR")]
    [InlineData(null, "fr", "fr-FR")]
    public void A_reader_is_spoken_to_in_a_language_of_ours_and_written_to_as_at_home(string? locale, string language, string culture)
    {
        var texts = Texts.For(locale);
        Assert.Equal((language, culture), (texts.Language, texts.Culture.Name));
    }

    [Fact]
    public void In_another_language_the_reader_keeps_zone_and_home()
    {
        var reader = new Reader("fr", "en-US", "America/Montreal").Texts;
        Assert.Equal(("fr", "fr-FR", "America/Montreal"), (reader.Language, reader.Culture.Name, reader.Zone?.Id));
        Assert.Equal(("en", "en-US"), (reader.Speaking("en").Language, reader.Speaking("en").Culture.Name));
        Assert.Same(reader, reader.Speaking("xx"));
        Assert.Null(new Reader(null, "en-US", "Not/A zone").Texts.Zone);
    }

    private static Task KeepAsync(BotHost host, Agent agent, string language) => host.Services.GetRequiredService<Readers>()
        .KeepLanguageAsync(agent.Tenant, agent.ObjectId, language, CancellationToken.None);

    private static string? Lang(JsonElement card) => card.GetProperty("lang").GetString();
}
