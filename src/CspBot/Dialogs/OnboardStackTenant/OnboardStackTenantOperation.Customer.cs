using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Requests;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <content>
/// Steps in Partner Center: the customer, its relation, its agreement, its plan and Azure subscription (partner-center §2.5, §5.7).
/// </content>
internal sealed partial record OnboardStackTenantOperation
{
    /// <summary>What Partner Center accepted shows there by then, or somebody has to look.</summary>
    private static readonly TimeSpan ShownLimit = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Partner Center is asked for the domain first: a creation whose answer was lost is found there, and repeated under the same request
    /// id only when it is not. The first administrator's password comes once only and is kept nowhere: it is set anew in Partner Center.
    /// </summary>
    private async Task<StepResult> CreateAsync(OperationRun run, CancellationToken ct)
    {
        var wanted = Company!;
        if (await run.Azure.FindCustomerByDomainAsync(wanted.Domain, ct) is { } standing)
        {
            return CloudJson.SameId(standing.Name, wanted.CompanyName)
                ? Created(standing.Id, null)
                : Refused("OnboardStackTenant.DomainOurs", wanted.Domain, standing.Name);
        }

        // A creation whose answer was lost may take its time to show: whose the domain is, is decided only when ours would have.
        if (!await run.Azure.IsDomainFreeAsync(wanted.Domain, ct))
            return run.Since(Each("registration").Last()) < ShownLimit
                ? run.LookAgain(Each("registration").Last())
                : Refused("OnboardStackTenant.DomainTaken", wanted.Domain);
        try
        {
            var created = await run.Azure.CreateCustomerAsync(wanted, run.IdFor("customer").ToString(), ct);
            return Created(created.Customer.Id, created.Receipt);
        }
        catch (CloudFault fault) when (fault is { Api: "partnercenter", Code: "600002" or "600049" or "600050" or "600051" })
        {
            return new StepResult.Refused(new Refusal("OnboardStackTenant.CompanyRefused", wanted.CompanyName)
            {
                Code = fault.Code,
                CorrelationId = fault.RequestId,
            });
        }

        StepResult.Done Created(string id, CloudReceipt? receipt) =>
            new(receipt, Note(("customer", id.ToLowerInvariant())), StepRemarks.Of("Created", wanted.Domain));
    }

    /// <summary>
    /// A new customer's relation may read <c>none</c> for a while (partner-center §12); delegated
    /// administration is the customer's to approve.
    /// </summary>
    private async Task<StepResult> RelationAsync(OperationRun run, CancellationToken ct)
    {
        var relation = await run.Azure.GetCustomerAsync(Tenant(run), ct);
        if (!relation.IsReseller)
        {
            if (Company is null)
                return Refused("OnboardStackTenant.NotReseller", CustomerName);
            return run.Since("customer") < ShownLimit
                ? run.LookAgain("customer")
                : Waits("OnboardStackTenant.RelationNotShown", CustomerName);
        }

        if (relation.Delegated.IsActive)
            return new StepResult.Done();
        var missing = NotDelegated(CustomerName, relation.Delegated);
        return new StepResult.Waits(missing.Reason, missing.Args);
    }

    /// <summary>
    /// What a customer without delegated administration has to do: approve what waits for it, or what we have yet to ask for.
    /// </summary>
    internal static Refusal NotDelegated(string customer, DelegatedAdministration delegated) => delegated.PendingApprovalUrl is { } link
        ? new Refusal("OnboardStackTenant.DelegationPending", customer, link)
        : new Refusal("OnboardStackTenant.NoDelegation", customer);

    /// <summary>
    /// Only a plan needs it (else 403/13605). Nobody but the customer can accept it (a partner's attestation ended on 2026-01-05,
    /// november-2026 §A): the request waits with the link, and goes on by itself when Microsoft says that it is accepted. A request of an
    /// older version that holds somebody's word for it does the same.
    /// </summary>
    private async Task<StepResult> AgreementAsync(OperationRun run, CancellationToken ct)
    {
        var standing = await run.Azure.GetAgreementAsync(Tenant(run), ct);
        if (standing.Allows)
            return new StepResult.Done(
                Remark: standing.ConfirmedFor is { Length: > 0 } person ? StepRemarks.Of("AgreementBy", person) : null);
        return BuysPlan
            ? Waits("OnboardStackTenant.AgreementMissing", CustomerName, AgreementLink)
            : new StepResult.Done(Remark: StepRemarks.Of("AgreementNotNeeded"));
    }

    /// <summary>Nobody can say yet whether the plan was ordered.</summary>
    public override bool IsUnderWay(Request request) => PlanSteps.IsOpen(request);

    private Task<StepResult> PlanAsync(OperationRun run, CancellationToken ct) => PlanSteps.BuyAsync(run, Buyer(run), ct);

    private PlanBuyer Buyer(OperationRun run) => new("OnboardStackTenant", Tenant(run), CustomerName, Country)
    {
        AskAsync = _ => Task.FromResult<StepResult>(Waits("OnboardStackTenant.AgreementMissing", CustomerName, AgreementLink)),
    };

    /// <summary>The subscription that pays: it belongs to the directory, is active, and we may give the guest its right there.</summary>
    private async Task<StepResult> SubscriptionAsync(OperationRun run, CancellationToken ct)
    {
        if (BuysPlan)
            return await PlanSteps.SubscriptionAsync(
                run, Buyer(run), made => StepRemarks.Of("Subscription", made.Name, made.Id), ct);
        var tenant = Tenant(run);
        var sold = await run.Azure.ListAzureSubscriptionsAsync(tenant, ct);
        var chosen = sold.FirstOrDefault(one => CloudJson.SameId(one.Id, SubscriptionId)) ?? await run.Azure.FindConfirmedAsync(
            async token => (await run.Azure.ListAzureSubscriptionsAsync(tenant, token)).FirstOrDefault(
                one => CloudJson.SameId(one.Id, SubscriptionId)),
            ct);
        if (chosen is null)
            return Refused("OnboardStackTenant.WrongDirectory", SubscriptionId, CustomerName, Domain);
        if (!chosen.IsActive)
            return Refused("OnboardStackTenant.SubscriptionNotActive", chosen.Name);
        if (Guest.Length > 0 && !(await run.Azure.ViewOwnersAsync(tenant, SubscriptionId, null, ct)).PartnerMayAssign)
            return Refused("OnboardStackTenant.PartnerMayNotAssign", chosen.Name);
        return new StepResult.Done(Remark: StepRemarks.Of("Subscription", chosen.Name, chosen.Id));
    }
}
