using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>Grant Owner: form, approval and undo.</summary>
internal sealed class GrantOwnerSweep(BotHost host) : StorySweep(host)
{
    protected override async Task StoryAsync(Func<string, Task> begins)
    {
        await begins("form");
        var form = await TurnAsync(() => Host.Nora.SaysAsync("grant owner " + Scenarios.GoodCustomer), "grant-owner/details");
        var (subscription, user) = (CardReader.Choices(form, "subscription")[0].Value, CardReader.Choices(form, "user")[0].Value);
        var filled = new Dictionary<string, string>
        {
            ["subscription"] = subscription,
            ["user"] = user,
            ["duration"] = "permanent",
            ["reason"] = "Sweep",
            ["ticket"] = "INC-1",
        };
        var review = await TurnAsync(() => Host.Nora.ClicksAsync(form, "grant-owner/details", filled), "grant-owner/submit");
        var id = Scenarios.RequestOf(await TurnAsync(() => Host.Nora.ClicksAsync(review, "grant-owner/submit"), "requests/cancel"));
        await Scenarios.AskForAsync(Host, Host.Tomas, id);

        await begins("approval");
        var done = await SucceedAsync(id);
        Demand(CardReader.HasButton(done.Card, "requests/undo"), "Done, and it cannot be undone.");
        Demand((await Host.UserOwnersAsync()).Contains((subscription, user)), "Done and verified, and there is no right.");

        await begins("undo");
        await UndoAsync(id);
        Demand(!(await Host.UserOwnersAsync()).Contains((subscription, user)), "Ended and verified, and the right stands.");
    }
}
