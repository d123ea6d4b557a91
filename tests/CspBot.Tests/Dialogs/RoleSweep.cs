using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>A role for a group on two subscriptions: review, approval and undo, two lines.</summary>
internal sealed class RoleSweep(BotHost host) : StorySweep(host)
{
    protected override async Task StoryAsync(Func<string, Task> begins)
    {
        await begins("form");
        var before = (await RoleScenes.HeldAsync(Host)).ToHashSet();
        var form = await TurnAsync(() => Host.Nora.SaysAsync("grant owner " + Scenarios.GoodCustomer), "grant-owner/details");
        var filled = RoleScenes.Fields(
            ("subscription", $"{RoleScenes.Production},{RoleScenes.Development}"),
            ("user", RoleScenes.Operators),
            ("role", "Reader"));
        var review = await TurnAsync(() => Host.Nora.ClicksAsync(form, "grant-owner/details", filled), "grant-owner/submit");
        var id = Scenarios.RequestOf(await TurnAsync(() => Host.Nora.ClicksAsync(review, "grant-owner/submit"), "requests/cancel"));
        await Scenarios.AskForAsync(Host, Host.Tomas, id);

        await begins("approval");
        await SucceedAsync(id);
        var given = (await RoleScenes.HeldAsync(Host)).Where(right => !before.Contains(right)).ToList();
        Demand(given.Distinct().Count() == 2 && given.Count == 2, $"Done and verified, and there are {given.Count} of 2 rights.");

        await begins("undo");
        await UndoAsync(id);
        Demand((await RoleScenes.HeldAsync(Host)).All(before.Contains), "Ended and verified, and a right stands.");
    }
}
