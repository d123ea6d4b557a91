using System.Text.Json;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>A relation from its request to acceptance, killed at each step.</summary>
public sealed class RelationTrials(ITestOutputHelper output)
{
    private static readonly string[] Places =
    [
        "step-before-effect", "note-after-commit", "step-after-effect", "step-after-commit", "finish-before-commit",
        "finish-after-commit",
    ];

    [Fact]
    public async Task Killed_at_each_place_there_is_one_relation_and_one_assignment()
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        await bot.KillAsync();
        string[] customers =
        [
            RelationScenes.Wingtip, "Lucerne Publishing", "Contoso France", "Wide World Importers", "Adventure Works", "The Phone Company",
        ];
        foreach (var (number, place) in Places.Index())
        {
            var customer = customers[number];
            await bot.StartAsync(stopAt: place);
            var review = await RelationScenes.ReviewAsync(bot.Nora, await RelationScenes.OpenAsync(bot.Nora, customer));
            var id = Scenarios.RequestOf(await bot.Nora.ClicksAsync(review, "customers/submit"));
            var ask = await Scenarios.AskForAsync(bot, bot.Tomas, id);
            await bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
            var waits = () => bot.Teams.WaitForAsync("it waits for the customer", message => message.Conversation == bot.Nora.Chat
                && message.Text.Contains(id, StringComparison.Ordinal) && CardReader.HasButton(message.Card, "requests/retry"));
            if (!place.StartsWith("finish", StringComparison.Ordinal))
            {
                await bot.StoppedAsync(TimeSpan.FromMinutes(2));
                await bot.KillAsync();
                await bot.StartInsideAsync();
            }

            var card = await waits();
            await bot.ControlAsync("relations", new { customer, action = "accept" });
            await bot.Nora.ClicksAsync(card.Card, "requests/retry", null, card.Id);
            if (place.StartsWith("finish", StringComparison.Ordinal))
            {
                await bot.StoppedAsync(TimeSpan.FromMinutes(2));
                await bot.KillAsync();
                await bot.StartInsideAsync();
            }

            await bot.Teams.WaitForAsync("it is done", message => message.Conversation == bot.Nora.Chat
                && message.Text.Contains(id, StringComparison.Ordinal)
                && message.Text.Contains("Done and verified", StringComparison.Ordinal));
            await bot.KillAsync();
            var made = Assert.Single(
                (await bot.WorldAsync()).GetProperty("customers").EnumerateArray()
                    .First(one => one.GetProperty("name").GetString() == customer).GetProperty("relations").EnumerateArray());
            Assert.Single(made.GetProperty("access").EnumerateArray());
            output.WriteLine($"{place}: one relation, one assignment");
        }
    }
}
