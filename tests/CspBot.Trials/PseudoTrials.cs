using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>The whole tour in the pseudo-language: a minute, and every card of every dialog for every customer.</summary>
public sealed class PseudoTrials
{
    [Fact]
    public async Task No_card_of_the_tour_says_what_stands_in_no_resource_file()
    {
        await using var host = await BotHost.StartAsync();
        await PseudoWorld.CheckAsync(host, async tour =>
        {
            await tour.EverythingAsync();
            await tour.EveryCustomerAsync();
        });
    }
}
