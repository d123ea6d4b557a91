using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Requests.Approvals;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <content>
/// What is told to a customer whose tenant we keep: opened from the card of the request that made its subscription, or from the list of
/// tenants. All of it is read again; nothing is changed and nothing is secret.
/// </content>
internal sealed partial class OnboardStackTenantDialog
{
    /// <summary>Requests of one customer that are looked through for the one that handed over.</summary>
    private const int LookedThrough = 100;

    private Task<DialogReply> HandOverAsync(DialogTurn turn, CancellationToken ct) =>
        turn.Input.Request.Length > 0 ? OfRequestAsync(turn, turn.Input.Request, ct) : OfTenantAsync(turn, ct);

    private async Task<DialogReply> OfRequestAsync(DialogTurn turn, string id, CancellationToken ct)
    {
        Request? request;
        try
        {
            request = await requests.FindAsync(id, ct);
        }
        catch (UnreadableRequestException)
        {
            return new DialogReply.Refuse(await requests.UnreadAsync(id, turn.Caller, ct));
        }

        if (request?.Operation is not OnboardStackTenantOperation { Account.Length: > 0 } operation
            || !turn.Caller.Sees(operation.TenantOf(request) ?? operation.CustomerId))
            return new DialogReply.Refuse(new Refusal("UnknownRequest", id));
        if (!ApprovalPolicy.MaySee(turn.Caller, request))
            return new DialogReply.Refuse(new Refusal("NotYours", id));
        return IsHandedOver(request)
            ? await HandOverAsync(turn, request, operation.TenantOf(request)!, operation.Deployments, ct)
            : new DialogReply.Refuse(new Refusal("OnboardStackTenant.NothingToHandOver", operation.CustomerName));
    }

    private async Task<DialogReply> OfTenantAsync(DialogTurn turn, CancellationToken ct)
    {
        var (stack, mapping, refusal) = await FindMappingAsync(turn, ct);
        if (mapping is null)
            return refusal is null ? await TenantsAsync(turn, "", ct) : new DialogReply.Refuse(refusal);
        var known = await requests.ListForCustomerAsync(Own, mapping.TenantId, LookedThrough, ct);
        var request = known.FirstOrDefault(one => IsHandedOver(one)
            && ((OnboardStackTenantOperation)one.Operation).Deployments.Contains(stack!.Name));
        return await HandOverAsync(turn, request, mapping.TenantId, [stack!.Name], ct);
    }

    /// <summary>It made or took local subscriptions for an account, and was not taken back.</summary>
    private static bool IsHandedOver(Request request) =>
        request is { State: RequestState.Succeeded, EndedAt: null, Operation: OnboardStackTenantOperation { Account.Length: > 0 } };

    private async Task<DialogReply> HandOverAsync(
        DialogTurn turn, Request? request, string tenant, IReadOnlyList<string> deployments, CancellationToken ct)
    {
        var operation = request?.Operation as OnboardStackTenantOperation;
        var known = azure.FindKnownCustomer(tenant);
        var seats = await Task.WhenAll(azure.Stacks
            .Where(stack => deployments.Contains(stack.Name))
            .Select(stack => SeatAsync(turn, stack, new StackTenantOf(tenant, operation?.Domain ?? known?.Domain ?? tenant, request), ct)));
        var said = new StackHandOver(operation?.CustomerName ?? known?.Name ?? tenant, seats, operation?.SecretPlace ?? "", request?.Id);
        return Show(StackHandOverCards.Card(turn.Texts, await FormIdAsync(turn, ct), said));
    }

    /// <summary>The subscription that the request noted; else the account's, else the tenant's only one.</summary>
    private async Task<StackHandOverSeat> SeatAsync(DialogTurn turn, StackDeployment stack, StackTenantOf of, CancellationToken ct)
    {
        var asking = turn.ProbeAsync(token => azure.FindStackPortalAsync(stack, of.Domain, token), ct);
        var listing = turn.ProbeAsync(token => azure.ListStackUserSubscriptionsAsync(stack, token), ct);
        var (portal, listed) = (await asking, await listing);
        var account = of.Request is { Operation: OnboardStackTenantOperation operation } ? operation.AccountOf(of.Request) : null;
        var noted = of.Request is null ? null : OnboardStackTenantOperation.LocalOf(of.Request, stack.Name);
        var mine = listed.Value?.Where(one => !one.IsGone && CloudJson.SameId(one.TenantId, of.Tenant)).ToList() ?? [];
        var one = mine.FirstOrDefault(mine => CloudJson.SameId(mine.Id, noted))
            ?? mine.FirstOrDefault(mine => account is not null && CloudJson.SameWord(mine.Owner, account))
            ?? (account is null && mine.Count == 1 ? mine[0] : null);
        return new StackHandOverSeat(stack.Name, portal.Value, account ?? one?.Owner)
        {
            SubscriptionId = one?.Id ?? noted,
            SubscriptionName = one?.Name ?? (of.Request is null ? null : OnboardStackTenantOperation.LocalNameOf(of.Request, stack.Name)),
            Unread = (listed.Fault ?? portal.Fault) is { } fault ? StackCodes.Unread(stack, fault) : null,
            Stopped = one is { IsEnabled: false } ? one.State : null,
            IsThere = one is not null || listed.Fault is not null,
        };
    }

    /// <summary>A tenant, the domain that its people sign in with, and the request that handed it over.</summary>
    private sealed record StackTenantOf(string Tenant, string Domain, Request? Request);
}
