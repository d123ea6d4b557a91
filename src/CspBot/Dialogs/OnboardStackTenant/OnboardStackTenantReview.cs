using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>The live facts behind a review, each read now and by id. What does not concern this onboarding is left null.</summary>
internal sealed record OnboardStackTenantReview(OnboardStackTenantForm Form) : ChangeReview<OnboardStackTenantForm>(Form)
{
    public Probe<CustomerRelation>? Relation { get; init; }

    public Probe<IReadOnlyList<AzureSubscription>>? Sold { get; init; }

    /// <summary>Who is Owner of the paying subscription, and whether we may make the guest one.</summary>
    public Probe<OwnerView>? Owners { get; init; }

    public Probe<AgreementState>? Agreement { get; init; }

    /// <summary>The market in which the plan is bought.</summary>
    public Probe<string?>? Country { get; init; }

    /// <summary>Tenant of the directory that the users sign in with, where the form names another than the customer's.</summary>
    public Probe<string?>? Directory { get; init; }

    /// <summary>Our guest, or the account that is handed over, in the customer's directory.</summary>
    public Probe<DirectoryUser?>? Guest { get; init; }

    public Probe<bool>? DomainIsFree { get; init; }

    public required IReadOnlyList<(StackDeployment Stack, Probe<StackState> State)> Stacks { get; init; }

    public required Probe<IReadOnlyList<Person>> Approvers { get; init; }

    /// <summary>Everything at once.</summary>
    public static async Task<OnboardStackTenantReview> ReadAsync(
        AzureOperations azure, CallerResolver callers, DialogTurn turn, OnboardStackTenantForm form, CancellationToken ct)
    {
        Task<Probe<T>?> IfAsync<T>(bool wanted, Func<CancellationToken, Task<T>> read) =>
            wanted ? Read(read) : Task.FromResult<Probe<T>?>(null);
        async Task<Probe<T>?> Read<T>(Func<CancellationToken, Task<T>> read) => await turn.ProbeAsync(read, ct);

        var (customer, exists) = (form.Customer, !form.IsNew);
        var hasGuest = form.Guest.Length > 0;
        var relation = IfAsync(exists, token => azure.GetCustomerAsync(customer, token));
        var sold = IfAsync(exists, token => azure.ListAzureSubscriptionsAsync(customer, token));
        var owners = IfAsync(
            exists && hasGuest && !form.BuysPlan, token => azure.ViewOwnersAsync(customer, form.Subscription, null, token));
        var agreement = IfAsync(exists && form.BuysPlan, token => azure.GetAgreementAsync(customer, token));
        var country = IfAsync(exists && form.BuysPlan, token => azure.FindCountryAsync(customer, token));
        var directory = IfAsync(exists && form["directory"].Length > 0, token => azure.ResolveDirectoryAsync(form["directory"], token));
        var guest = IfAsync(exists && form["guest"].Length > 0, token => azure.FindUserAsync(customer, form["guest"], token));
        var free = IfAsync(!exists, token => azure.IsDomainFreeAsync(form.Domain, token));
        var approvers = turn.ProbeAsync(token => callers.ListApproversAsync(form.Customer, token), ct);
        var stacks = await Task.WhenAll(azure.Stacks
            .Where(stack => form.Deployments.Contains(stack.Name))
            .Select(async stack => (stack, await turn.ProbeAsync(token => StackState.ReadAsync(azure, stack, token), ct))));
        return new OnboardStackTenantReview(form)
        {
            Relation = await relation,
            Sold = await sold,
            Owners = await owners,
            Agreement = await agreement,
            Country = await country,
            Directory = await directory,
            Guest = await guest,
            DomainIsFree = await free,
            Stacks = stacks,
            Approvers = await approvers,
        };
    }

    /// <summary>
    /// A read that may succeed later: nothing can be said yet, and nothing typed is lost. Azure Stack's own code is said as it is.
    /// </summary>
    public override Refusal? TryAgain =>
        Relation?.Transient
        ?? Sold?.Transient
        ?? Owners?.Transient
        ?? Agreement?.Transient
        ?? Country?.Transient
        ?? Directory?.Transient
        ?? Guest?.Transient
        ?? DomainIsFree?.Transient
        ?? Stacks.Select(stack => stack.State.Transient).FirstOrDefault(later => later is not null)
        ?? Approvers.Transient;

    public AzureSubscription? Chosen(string subscription) => Sold?.Value?.FirstOrDefault(sold => CloudJson.SameId(sold.Id, subscription));
}
