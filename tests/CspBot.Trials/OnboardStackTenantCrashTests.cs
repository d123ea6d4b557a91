using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>An onboarding survives that the bot is killed after every step: each has one effect.</summary>
public sealed class OnboardStackTenantCrashTests(ITestOutputHelper output)
{
    private const string Name = "Phoenix Works";

    /// <summary>Steps of a new customer with a guest on two deployments.</summary>
    private const int Steps = 18;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Each process repeats the step that the last one did not get to store, does the next one, and
    /// dies: before storing it, or right after.
    /// </summary>
    [Theory]
    [InlineData("step-after-effect#2")]
    [InlineData("step-after-commit#1")]
    public async Task Killed_after_every_step(string place)
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.ControlAsync("knobs", new { acceptInvitations = true });
        await bot.StartAsync();
        await bot.Tomas.InstallAsync();
        var review = await StackScenarios.ReviewNewAsync(bot.Nora, Name);
        var (id, ask) = await StackScenarios.SubmitAsync(bot, review);
        await bot.KillAsync();
        await bot.StartAsync(stopAt: place);
        try
        {
            await bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        }
        catch (HttpRequestException)
        {
            // It died over the first step: the decision was stored before that.
        }

        await bot.StoppedOrAsync(() => false, Patience);
        await bot.KillAsync();

        var kills = 0;
        while (true)
        {
            await bot.StartAsync(stopAt: place);
            await bot.StoppedOrAsync(
                () => Stands(bot, id, "Waiting for somebody") || Stands(bot, id, "Done and verified") || Stands(bot, id, "Failed"),
                Patience);
            Assert.False(Stands(bot, id, "Failed"), Own(bot, id)?.Text);
            if (Stands(bot, id, "Done and verified"))
                break;
            if (!bot.HasStopped)
                await ConsentAndContinueAsync(bot, id);
            if (bot.HasStopped)
                kills++;
            await bot.KillAsync();
        }

        output.WriteLine($"{place}: killed {kills} times");
        Assert.InRange(kills, Steps - 2, Steps + 2);
        await StackScenarios.CheckOneEffectAsync(bot, Name);
    }

    private static ShownMessage? Own(BotProcess bot, string id) =>
        bot.Teams.Messages.LastOrDefault(
            message => message.Conversation == bot.Nora.Chat && message.Text.Contains($"{id} ·", StringComparison.Ordinal));

    private static bool Stands(BotProcess bot, string id, string words) =>
        Own(bot, id)?.Text.Contains(words, StringComparison.Ordinal) == true;

    /// <summary>The customer's administrator does the part on every stamp; whoever gets no answer to Continue clicks later again.</summary>
    private static async Task ConsentAndContinueAsync(BotProcess bot, string id)
    {
        var tenant = (await StackScenarios.TenantOfAsync(bot, Name))!;
        await StackScenarios.ConsentAsync(bot, "Paris", tenant);
        await StackScenarios.ConsentAsync(bot, "Lyon", tenant);
        var card = Own(bot, id)!;
        if (!CardReader.HasButton(card.Card, "requests/retry"))
            return; // It went on by itself in the same moment.
        var shown = card.Versions.Count;
        try
        {
            await bot.Nora.ClicksAsync(card.Card, "requests/retry", null, card.Id);
        }
        catch (HttpRequestException)
        {
            // The bot died over it: the next one goes on.
        }

        await bot.StoppedOrAsync(() => card.Versions.Count > shown, Patience);
    }
}
