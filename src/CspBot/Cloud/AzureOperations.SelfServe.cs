using System.Runtime.CompilerServices;

namespace CspBot.Cloud;

/// <content>Whether a customer may buy reservations and savings plans by itself (partner-center §4).</content>
internal sealed partial class AzureOperations
{
    private const int PolicyAttempts = 4;
    private const int SweepWidth = 4;

    /// <summary>What the partner's policy allows the customer now; no policy is <see cref="ReservationPermissions.None"/>.</summary>
    public async Task<ReservationPermissions> GetReservationPermissionsAsync(string customerId, CancellationToken ct)
    {
        var (policy, _) = await ReadPolicyAsync(Tenant(customerId), ct);
        return policy?.Permissions ?? ReservationPermissions.None;
    }

    /// <summary>
    /// The permissions of many customers, a few at a time, in no order; for a sweep. One that cannot be read comes with its fault.
    /// </summary>
    /// <exception cref="CloudFault">Throttled: the sweep is to go on later.</exception>
    public async IAsyncEnumerable<CustomerPermissions> ReadReservationPermissionsAsync(
        IEnumerable<string> customerIds, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var some in customerIds.Chunk(SweepWidth))
        {
            foreach (var read in await Task.WhenAll(some.Select(id => ReadOneAsync(id, ct))))
                yield return read;
        }
    }

    /// <summary>Makes the wanted change and leaves the other permission, and any the bot does not know, as it is.</summary>
    /// <param name="customerId">Customer's tenant.</param>
    /// <param name="change">null members are not touched.</param>
    /// <param name="requestId">GUID of the request: the same over every retry, so that a POST has one effect (partner-center §1.4).</param>
    /// <param name="ct">Cancels.</param>
    /// <remarks>
    /// Algorithm of partner-center §4.2: POST when there is no policy, PUT with the union, DELETE when nothing is left. A policy that
    /// appeared (600041), vanished (600039, 600040) or changed its etag (2055, 412) between read and write is read again. A write whose
    /// result is unknown is read back: in place, it counts; else the fault goes to the caller, who tries later; so does an accepted write
    /// that is not shown. A DELETE carries no etag, so it follows the read at once; what somebody adds in that moment goes with it, and
    /// the activity log tells of both. Faults: PartnerRoleMissing, AppOnlyRefused, WrongAudience, MfaMissing.
    /// </remarks>
    public async Task<ReservationPermissionResult> SetReservationPermissionAsync(
        string customerId, ReservationPermissionChange change, string requestId, CancellationToken ct)
    {
        var tenant = Tenant(customerId);
        CloudFault? moved = null;
        for (var attempt = 0; attempt < PolicyAttempts; attempt++)
        {
            var (policy, read) = await ReadPolicyAsync(tenant, ct);
            var before = policy?.Permissions ?? ReservationPermissions.None;
            var wanted = change.ApplyTo(before);
            if (wanted == before)
                return new ReservationPermissionResult(before, before, false, read);
            try
            {
                var receipt = await WritePolicyAsync(tenant, policy, wanted, requestId, ct);
                var after = await GetReservationPermissionsAsync(tenant, ct);
                return change.ApplyTo(after) == after
                    ? new ReservationPermissionResult(before, after, true, receipt)
                    : throw new CloudFault(CloudReason.ServiceFault, "partnercenter", null, "NotReadBack", receipt.RequestId,
                        "Partner Center accepted the change but does not show it.");
            }
            catch (CloudFault fault) when (Moved(fault))
            {
                moved = fault;
            }
            catch (CloudFault fault) when (fault.IsUnknown)
            {
                var after = await GetReservationPermissionsAsync(tenant, ct);
                if (change.ApplyTo(after) != after)
                    throw;
                return new ReservationPermissionResult(before, after, true, new CloudReceipt(fault.Api, fault.RequestId, fault.RequestId));
            }
        }

        throw moved!;
    }

    private async Task<CloudReceipt> WritePolicyAsync(
        string tenant, SelfServePolicy? policy, ReservationPermissions wanted, string requestId, CancellationToken ct)
    {
        var created = policy is null;
        policy ??= SelfServePolicy.Create(options.Partner.TenantId, tenant);
        var seen = policy.Etag;
        policy.Set(wanted);
        if (created)
            return (await partner.CreatePolicyAsync(policy, requestId, ct)).Receipt;

        // Not the POST's id: the service would answer with the POST's stored result. The same etag gives the same id on a retry.
        var id = DeterministicGuid.Version5(AssignmentNames, $"{requestId}|{seen}").ToString();
        var answer = policy.IsEmpty
            ? await partner.DeletePolicyAsync(policy.Id, id, ct)
            : await partner.UpdatePolicyAsync(policy, id, ct);
        return answer.Receipt;
    }

    private async Task<(SelfServePolicy? Policy, CloudReceipt Receipt)> ReadPolicyAsync(string tenant, CancellationToken ct)
    {
        var (list, receipt) = await partner.ListPoliciesAsync(tenant, ct);
        return (SelfServePolicy.OfPartner(list, options.Partner.TenantId), receipt);
    }

    private async Task<CustomerPermissions> ReadOneAsync(string customerId, CancellationToken ct)
    {
        try
        {
            return new CustomerPermissions(customerId, await GetReservationPermissionsAsync(customerId, ct), null);
        }
        catch (CloudFault fault) when (fault.Reason != CloudReason.Throttled)
        {
            return new CustomerPermissions(customerId, null, fault);
        }
    }

    /// <summary>The policy is not what was read a moment ago.</summary>
    private static bool Moved(CloudFault fault) => fault.Code is "600041" or "600039" or "600040" or "2055" || fault.Status == 412;
}
