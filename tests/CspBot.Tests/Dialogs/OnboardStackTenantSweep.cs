using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>Onboarding of an existing customer onto one deployment, with a guest: form, approval and undo.</summary>
internal sealed class OnboardStackTenantSweep(BotHost host) : StorySweep(host)
{
    private const string Details = StackScenarios.Dialog + "details";
    private const string Submit = StackScenarios.Dialog + "submit";
    private const string Deployment = "Lyon";

    protected override async Task StoryAsync(Func<string, Task> begins)
    {
        var (mappings, directories) = (await StackScenarios.MappingsAsync(Host), await StackScenarios.DirectoriesAsync(Host));
        var owners = await Host.UserOwnersAsync();
        var tenant = (await StackScenarios.TenantOfAsync(Host, "Adatum Corporation"))!;

        await begins("form");
        var form = await TurnAsync(() => Host.Nora.SaysAsync("onboard stack " + Scenarios.GoodCustomer), Details);
        var paying = CardReader.Choices(form, "subscription")[0].Value;
        var filled = new Dictionary<string, string>
        {
            ["deployments"] = Deployment,
            ["subscription"] = paying,
            ["guest"] = StackScenarios.Guest,
            ["reason"] = "Sweep",
        };
        var review = await TurnAsync(() => Host.Nora.ClicksAsync(form, Details, filled), Submit);
        var id = Scenarios.RequestOf(await TurnAsync(() => Host.Nora.ClicksAsync(review, Submit), "requests/cancel"));
        await Scenarios.AskForAsync(Host, Host.Tomas, id);

        await begins("approval");
        var done = await SucceedAsync(id, () => PartAsync(id, tenant));
        Demand(CardReader.HasButton(done.Card, "requests/undo"), "Done, and it cannot be undone.");
        Demand(!done.Text.Contains('✖') && !done.Text.Contains("Not seen by the bot", StringComparison.Ordinal),
            "Done on nobody's word: " + done.Text);
        Demand(
            (await StackScenarios.MappingsAsync(Host)).Except(mappings).SequenceEqual([(Deployment, paying, tenant)]),
            "Done and verified, and not mapped.");
        Demand(
            (await StackScenarios.DirectoriesAsync(Host)).Except(directories).SequenceEqual([(Deployment, tenant)]),
            "Done and verified, and not let in.");
        Demand((await Host.UserOwnersAsync()).Except(owners).Count() == 1, "Done and verified, and there is no right.");

        await begins("undo");
        await UndoAsync(id);
        Demand(
            (await StackScenarios.MappingsAsync(Host)).Order().SequenceEqual(mappings.Order()),
            "Ended and verified, and the mapping stands.");
        Demand(
            (await StackScenarios.DirectoriesAsync(Host)).Order().SequenceEqual(directories.Order()),
            "Ended and verified, and the directory is let in.");
        Demand((await Host.UserOwnersAsync()).Order().SequenceEqual(owners.Order()), "Ended and verified, and the right stands.");
    }

    /// <summary>Guest and customer do their part, and Nora goes on; nobody gives a word for what the stamp did not answer.</summary>
    private async Task PartAsync(string id, string tenant)
    {
        if (Own(id) is not { } card || !CardReader.HasButton(card.Card, "requests/retry"))
            return;
        if (card.Text.Contains("has not accepted the invitation yet", StringComparison.Ordinal))
            await StackScenarios.AcceptAsync(Host, tenant);
        else if (card.Text.Contains($"has to let {Deployment} into its directory", StringComparison.Ordinal))
            await StackScenarios.ConsentAsync(Host, Deployment, tenant);
        else
            return;
        await Host.Nora.ClicksAsync(card.Card, "requests/retry", null, card.Id);
    }
}
