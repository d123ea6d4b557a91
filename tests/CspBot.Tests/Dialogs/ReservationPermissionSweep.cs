using System.Text.RegularExpressions;
using CspBot.Tests.Harness;
using static CspBot.Tests.Dialogs.ReservationPermissionStories;

namespace CspBot.Tests.Dialogs;

/// <summary>Reservation Permission: form, approval and undo of turning on, and turning off, which nobody approves.</summary>
internal sealed partial class ReservationPermissionSweep(BotHost host) : StorySweep(host)
{
    protected override async Task StoryAsync(Func<string, Task> begins)
    {
        await begins("form");
        var form = await TurnAsync(() => OpenAsync(Host.Nora), Submit);
        var id = Scenarios.RequestOf(await TurnAsync(() => Host.Nora.ClicksAsync(form, Submit, Wish(reserved: true)), "requests/cancel"));
        await Scenarios.AskForAsync(Host, Host.Tomas, id);

        await begins("approval");
        var done = await SucceedAsync(id);
        Demand(CardReader.HasButton(done.Card, "requests/undo"), "Done, and it cannot be undone.");
        Demand((await PermissionsAsync(Host)) is [Reserved], "Done and verified, and nothing is permitted.");

        await begins("undo");
        await UndoAsync(id);
        Demand((await PermissionsAsync(Host)).Count == 0, "Ended and verified, and it is still permitted.");

        await Host.ControlAsync("policies", new { customer = Adatum, reservedInstances = true, savingsPlan = true });
        await begins("off");
        form = await TurnAsync(() => OpenAsync(Host.Nora), Submit);
        var own = await TurnAsync(
            () => Host.Nora.ClicksAsync(form, Submit, Wish(reserved: false, savings: false, liability: false)),
            "a request",
            card => Request().IsMatch(CardReader.Text(card)));
        await SucceedAsync(Request().Match(CardReader.Text(own)).Value);
        Demand((await PermissionsAsync(Host)).Count == 0, "Done and verified, and it is still permitted.");
    }

    [GeneratedRegex(@"\bR-[0-9A-Z]{5}(?= ·)")]
    private static partial Regex Request();
}
