using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <content>What stands around the onboarding: registered tenants, billing leaks, off-boarding, error codes.</content>
internal sealed partial class OnboardStackTenantDialog
{
    /// <summary>The step that the submit of this card belongs to: the onboarding's own has the same verb.</summary>
    private const string OffboardStage = "offboard";

    private async Task<DialogReply> TenantsAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var all = await StackTenancy.ReadAsync(azure, turn, ct);
        return Show(StackTenantCards.Tenants(turn.Texts, await FormIdAsync(turn, ct), all, NameOf, words));
    }

    private async Task<DialogReply> LeaksAsync(DialogTurn turn, CancellationToken ct)
    {
        var (tenancies, figures) = (StackTenancy.ReadAsync(azure, turn, ct), usage.LeaksAsync(turn, ct));
        return Show(StackTenantCards.Leaks(turn.Texts, await FormIdAsync(turn, ct), await tenancies, NameOf, await figures));
    }

    /// <summary>The dialog, filled in with the leak's customer and deployment.</summary>
    private async Task<DialogReply> FixAsync(DialogTurn turn, CancellationToken ct)
    {
        if (turn.Input["leak"].Split('|') is not [var deployment, var tenant])
            return await LeaksAsync(turn, ct);
        var (customer, card) = await Customers.ChooseAsync(this, turn, tenant, ct);
        if (customer is null)
            return Show(card!);
        var form = OnboardStackTenantForm.For(await FormIdAsync(turn, ct), customer.Id, deployment);
        var intro = Look.Banner(Look.Calm, turn.Texts[OnboardStackTenantText.FixIntro, customer.Name, deployment]);
        return await FormAsync(turn, form, FormNotice.None with { Banner = intro }, ct);
    }

    private async Task<DialogReply> OffboardAsync(DialogTurn turn, AdaptiveElement? banner, CancellationToken ct, Refusal? refused = null)
    {
        var (stack, mapping, refusal) = await FindMappingAsync(turn, ct);
        return mapping is null
            ? refusal is null ? await TenantsAsync(turn, "", ct) : new DialogReply.Refuse(refusal)
            : Show((await OffboardCardAsync(turn, stack!, mapping, ct))(banner), refused);
    }

    /// <summary>What the card showed: the tenant on this deployment, and the subscription that pays for it.</summary>
    private DialogReply OffboardSubmit(DialogTurn turn) =>
        new DialogReply.Submit(turn.Caller.Person, [turn.Input["mapping"], turn.Input["paying"]], ct => OffboardOpenedAsync(turn, ct));

    private async Task<SubmitReply> OffboardOpenedAsync(DialogTurn turn, CancellationToken ct)
    {
        if (turn.Input["reason"].Length is 0 or > OnboardStackTenantForm.LongestReason)
        {
            var mend = Look.ToMend(turn.Texts, [turn.Texts[OnboardStackTenantText.ReasonMissing]]);
            return new SubmitReply.Instead(await OffboardAsync(turn, mend, ct));
        }

        var (stack, mapping, refusal) = await FindMappingAsync(turn, ct);
        if (stack is null || mapping is null)
            return new SubmitReply.Instead(new DialogReply.Refuse(refusal ?? new Refusal("UnknownButton")));
        var card = await OffboardCardAsync(turn, stack, mapping, ct);
        if (!CloudJson.SameId(mapping.SubscriptionId, turn.Input["paying"]))
        {
            var changed = Look.Banner(Look.Attention, turn.Texts[OnboardStackTenantText.ChangedSinceReview]);
            return new SubmitReply.Instead(Show(card(changed), new Refusal("NotReviewed")));
        }

        var known = azure.FindKnownCustomer(mapping.TenantId);
        return new SubmitReply.StartRequest(
            new OffboardStackTenantOperation
            {
                CustomerId = mapping.TenantId,
                CustomerName = known?.Name ?? mapping.TenantId,
                Reason = turn.Input["reason"],
                Domain = known?.Domain ?? mapping.TenantId,
                SubscriptionId = mapping.SubscriptionId,
                Seats = [new StackSeat(stack.Name, Unmap: true, ShutOut: turn.Input.IsTrue("shutOut"))],
            },
            new Dictionary<string, string?>
            {
                ["mapping"] = turn.Input["mapping"],
                ["shutOut"] = turn.Input["shutOut"],
                ["reason"] = turn.Input["reason"],
            },
            reason => Refused(card(null), reason, turn));
    }

    /// <summary>The mapping that the card speaks of, as it stands now; none of a customer that does not exist for this caller.</summary>
    private async Task<(StackDeployment? Stack, StackMapping? Mapping, Refusal? Refusal)> FindMappingAsync(
        DialogTurn turn, CancellationToken ct)
    {
        if (turn.Input["mapping"].Split('|') is not [var deployment, var tenant])
            return (null, null, null);
        if (azure.Stacks.FirstOrDefault(one => one.Name == deployment) is not { } stack)
            return (null, null, new Refusal("OnboardStackTenant.UnknownDeployment", deployment));
        if (!turn.Caller.Sees(tenant))
            return (stack, null, new Refusal("OnboardStackTenant.NotMapped", tenant, stack.Name));
        var mappings = await turn.ReadAsync(token => azure.ListStackMappingsAsync(stack, token), ct);
        return mappings.FirstOrDefault(mapping => CloudJson.SameId(mapping.TenantId, tenant)) is { } found
            ? (stack, found, null)
            : (stack, null, new Refusal("OnboardStackTenant.NotMapped", NameOf(tenant) ?? tenant, stack.Name));
    }

    private async Task<Func<AdaptiveElement?, AdaptiveCard>> OffboardCardAsync(
        DialogTurn turn, StackDeployment stack, StackMapping mapping, CancellationToken ct)
    {
        // Of its own: the list it was opened from may lead to other tenants, too.
        var (form, key) = (await Seals.NewFormAsync(ct), turn.Input["mapping"]);
        var seal = await Seals.SealAsync(new Shown(Name + "/submit", form, turn.Caller.Person, [key, mapping.SubscriptionId]), ct);
        var data = Look.Data(
            form, ("stage", OffboardStage), ("mapping", key), ("paying", mapping.SubscriptionId), ("seal", seal));
        var name = NameOf(mapping.TenantId) ?? mapping.TenantId;
        var leaver = new StackLeaver(name, stack, mapping, turn.Input["reason"], turn.Input.IsTrue("shutOut"));
        return banner => Warned(StackTenantCards.Offboard(turn.Texts, data, leaver, banner), turn, mapping.TenantId, name);
    }

    private async Task<DialogReply> CodesAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var form = await FormIdAsync(turn, ct);
        return StackCodes.Find(words) is { } code
            ? Show(StackTenantCards.Codes(turn.Texts, form, [code], null))
            : Show(StackTenantCards.Codes(turn.Texts, form, StackCodes.All, words.Length > 0 ? words : null));
    }

    private string? NameOf(string tenantId) => azure.FindKnownCustomer(tenantId)?.Name;
}
