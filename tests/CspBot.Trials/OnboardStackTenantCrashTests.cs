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
        await bot.StartInsideAsync();
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

            // What waits on the card may be of the process before, until this one takes the step over: nobody else kills it meanwhile.
            while (!bot.HasStopped && !Stands(bot, id, "Done and verified"))
            {
                await bot.StoppedOrAsync(
                    () => Stands(bot, id, "Waiting for somebody") || Stands(bot, id, "Done and verified") || Stands(bot, id, "Failed"),
                    Patience);
                Assert.False(Stands(bot, id, "Failed"), Own(bot, id)?.Text);
                if (!bot.HasStopped && Stands(bot, id, "Waiting for somebody"))
                    await ConsentAndContinueAsync(bot, id);
            }

            if (!bot.HasStopped)
                break;
            kills++;
            await bot.KillAsync();
        }

        output.WriteLine($"{place}: killed {kills} times");

        // A step whose call a starved machine let time out is made again, and the bot is killed over it once more.
        Assert.InRange(kills, Steps - 2, 2 * Steps);
        await StackScenarios.CheckOneEffectAsync(bot, Name);
    }

    /// <summary>
    /// The bot dies over the one call of a hand-over that cannot be taken back by itself: noted and not sent, and sent and not stored. Its
    /// successor makes no second subscription, and knows that it is ours.
    /// </summary>
    [Theory]
    [InlineData("note-after-commit", 0)]
    [InlineData("step-after-effect#3", 1)] // Consent, account, and this.
    public async Task Killed_at_the_call_that_makes_the_local_subscription(string place, int sent)
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.StartInsideAsync();
        await bot.Tomas.InstallAsync();
        var (account, tenant) = await StackHandOverScenes.AccountAsync(bot);
        var id = await StackScenarios.ApproveAsync(bot, await StackHandOverScenes.ReviewAsync(bot, "Lyon", account));
        var waits = await StackScenarios.OwnAsync(bot, id, "has to let Lyon into its directory", Patience);
        await bot.KillAsync();
        StackHandOverScenes.LetIn(bot, "Lyon", tenant);
        await bot.StartAsync(stopAt: place);
        try
        {
            await bot.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        }
        catch (HttpRequestException)
        {
            // It died over the step: that somebody clicked was stored before.
        }

        await bot.StoppedAsync(Patience);
        Assert.Equal(sent, await StackHandOverScenes.PutsAsync(bot));
        await bot.KillAsync();
        await bot.StartInsideAsync();
        var done = await StackScenarios.OwnAsync(bot, id, "Done and verified", Patience);
        Assert.Contains("Made and read back", done.Text, StringComparison.Ordinal);
        Assert.Single(await StackHandOverScenes.MadeAsync(bot, tenant));
        Assert.Equal(1, await StackHandOverScenes.PutsAsync(bot));
        await StackHandOverScenes.UndoAsync(bot, id, done);
        Assert.Empty(await StackHandOverScenes.MadeAsync(bot, tenant));
        output.WriteLine($"{place}: one subscription on Lyon, {sent} call before the kill, one in all, and undo removed it");
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
