using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <content>Whether the partner earns its credit on a subscription (november-2026 §C 13).</content>
internal sealed partial class AzureOperations
{
    /// <summary>
    /// Whether AdminAgents hold a role on the subscription, or above it, that earns the credit: one short list with the filter
    /// <c>principalId eq {AdminAgents}</c> (azure §3.3). False also where Azure refuses or hides the subscription, which is what
    /// it does once our last role there is gone (azure §2.4, §3.5).
    /// </summary>
    /// <exception cref="CloudFault">Whatever else the sign-in or Azure answered: then nothing is known.</exception>
    public async Task<CreditRead> ReadCreditAsync(string customerId, string subscriptionId, CancellationToken ct)
    {
        var (tenant, scope) = (Tenant(customerId), new AzureScope(Subscription(subscriptionId)));
        try
        {
            var held = await arm.ListAssignmentsAsync(tenant, scope, $"principalId eq {options.Partner.AdminAgentsGroupId}", ct);
            return new CreditRead(
                held.Select(Read).Any(a => IsAdminAgents(a.PrincipalId) && IsAtOrAbove(a.Scope, scope) && EarnedCredit.Earns(a.RoleId)),
                IsHidden: false);
        }
        catch (CloudFault fault) when (fault is { Api: "arm", Reason: CloudReason.NotFound or CloudReason.NoRightOnSubscription })
        {
            return new CreditRead(false, IsHidden: true);
        }
    }
}

/// <summary>Whether a role that earns credit was seen.</summary>
/// <param name="IsHidden">Azure does not show us the subscription at all.</param>
internal sealed record CreditRead(bool Earns, bool IsHidden);
