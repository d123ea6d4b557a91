using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>
/// How a stack's registration is billed, and by which kind of subscription: only pay-as-you-use, in a CSP or Azure Partner Shared Services
/// subscription, takes tenants (facts azure §4.1, §4.3).
/// </summary>
/// <param name="Payer">The registration's own subscription; null when it is not shown to us.</param>
internal sealed record StackBilling(StackDeployment Stack, Probe<StackRegistration> Registration, Probe<ArmSubscription?> Payer)
{
    public const string PayAsYouUse = "PayAsYouUse";

    /// <summary>A form reads so many at once; of more only those that are chosen.</summary>
    private const int MostAtOnce = 6;

    public static async Task<StackBilling> ReadAsync(AzureOperations azure, DialogTurn turn, StackDeployment stack, CancellationToken ct)
    {
        var registration = turn.ProbeAsync(token => azure.GetRegistrationAsync(stack, token), ct);
        var payer = turn.ProbeAsync(token => azure.FindRegistrationSubscriptionAsync(stack, token), ct);
        return new StackBilling(stack, await registration, await payer);
    }

    /// <summary>Of the deployments that a form offers.</summary>
    public static async Task<IReadOnlyList<StackBilling>> ReadShownAsync(
        AzureOperations azure, DialogTurn turn, IReadOnlyList<string> chosen, CancellationToken ct) =>
        await Task.WhenAll(azure.Stacks
            .Where(stack => azure.Stacks.Count <= MostAtOnce || chosen.Contains(stack.Name))
            .Take(MostAtOnce)
            .Select(stack => ReadAsync(azure, turn, stack, ct)));

    /// <summary>What stands in a tenant's way; null for the right model, and for one that nobody tells.</summary>
    public static Refusal? Wrong(StackDeployment stack, StackRegistration registration) =>
        registration.BillingModel is { Length: > 0 } model && !CloudJson.SameWord(model, PayAsYouUse)
            ? new Refusal("OnboardStackTenant.NotPayAsYouUse", stack.Name, model)
            : null;

    public ReviewLine Line(Texts texts)
    {
        if (Registration.Fault is { } fault)
        {
            var why = ReviewLine.Of(texts, StackCodes.Unread(Stack, fault));
            return new ReviewLine(Mark.Caution, texts[OnboardStackTenantText.BillingUnread, Stack.Name, why.Text], why.Help);
        }

        return Of(texts, Stack, Registration.Value!, Payer);
    }

    /// <summary>The model of a registration that was read, right, wrong or untold, with its subscription's kind below.</summary>
    public static ReviewLine Of(Texts texts, StackDeployment stack, StackRegistration registration, Probe<ArmSubscription?> payer)
    {
        if (Wrong(stack, registration) is { } wrong)
            return ReviewLine.Of(texts, wrong);
        var (isCsp, kind) = Kind(texts, payer);
        return string.IsNullOrEmpty(registration.BillingModel)
            ? new ReviewLine(Mark.Caution, texts[OnboardStackTenantText.BillingUntold, stack.Name], kind)
            : new ReviewLine(
                isCsp ? Mark.Done : Mark.Caution, texts[OnboardStackTenantText.BillingRight, stack.Name, registration.BillingModel], kind);
    }

    /// <summary>Which kind pays for whoever is not mapped; a kind that is not known is no reason to warn.</summary>
    private static (bool IsNoneOther, string Said) Kind(Texts texts, Probe<ArmSubscription?> payer) => payer switch
    {
        { Fault: not null } or { Value: null } or { Value.QuotaId: null or "" } => (true, texts[OnboardStackTenantText.PayerUnknown]),
        { Value: { QuotaId: { } quota } one } when quota.StartsWith("CSP_", StringComparison.OrdinalIgnoreCase) =>
            (true, texts[OnboardStackTenantText.PayerCsp, one.Name]),
        { Value: { } one } => (false, texts[OnboardStackTenantText.PayerOther, one.Name, one.QuotaId]),
    };
}
