using CspBot.Purchases;

namespace CspBot.Permissions;

/// <summary>How often the policy watch looks, and whom it tells: the same pace and route as notices of purchases.</summary>
/// <param name="Purchases">Whether to look at all, how often, and the conversation; without one everybody who may approve is told in their own chat.</param>
/// <param name="TenantId">The partner's Entra tenant.</param>
/// <param name="AppId">The bot's own application: what it does in Partner Center is nobody's surprise.</param>
/// <param name="ApproversGroupId">Object id of the approvers' group.</param>
internal sealed record PermissionWatchOptions(PurchaseOptions Purchases, string TenantId, string AppId, string ApproversGroupId)
{
    public TimeSpan PollInterval => Purchases.PollInterval;

    public string? Conversation => Purchases.Conversation;
}
