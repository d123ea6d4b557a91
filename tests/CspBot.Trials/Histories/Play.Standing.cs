using System.Globalization;
using System.Text.Json.Nodes;
using CspBot.Requests;
using CspBot.Tests.Harness;

namespace CspBot.Trials.Histories;

/// <content>A standing pre-approval, by a decision of its own, before anything is asked for.</content>
internal sealed partial class Play
{
    private async Task PreapproveAsync()
    {
        var (asker, giver, card) = (stage.AgentOf(history.Asker), stage.AgentOf(history.Giver!.Value), $"standing-{stage.Customer}");
        var until = TimeZoneInfo.ConvertTime(stage.Now, TimeZoneInfo.FindSystemTimeZoneById(asker.Zone!)).AddDays(2);
        var form = await asker.SaysAsync($"standing approval customer{stage.Customer:D5}");
        var filled = new Dictionary<string, string>
        {
            ["duration"] = "8h",
            ["untilDay"] = until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["untilTime"] = until.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["reason"] = "Migration week",
        };
        var own = await asker.ClicksAsync(
            await asker.ClicksAsync(form, "requests/details", filled, card), "requests/submit", null, card);
        var id = Scenarios.RequestOf(own);
        JsonObject Yes() => new() { ["request"] = id, ["version"] = 1 };

        // Whom it is for has no yes to it.
        await asker.SendAsAskedAsync(asker.Forge("requests/approve", Yes()));
        Say((await stage.FindAsync(id))!.State == RequestState.PendingApproval, $"{history.Asker} pre-approved their own requests");
        await giver.SendAsAskedAsync(giver.Forge("requests/approve", Yes()));
        await stage.RestAsync();
        Say((await stage.FindAsync(id))!.State == RequestState.Succeeded, "the pre-approval did not come to be");
        if (!history.GiverLoses)
            return;
        string[] kept = [.. HouseRules.Roles[history.Giver.Value].SkipLast(1)];
        _life.People.Set(history.Giver.Value, kept);
        await stage.SetRolesAsync(history.Giver.Value, kept);
    }
}
