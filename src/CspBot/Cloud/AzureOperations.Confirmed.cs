namespace CspBot.Cloud;

/// <content>
/// What the bot itself had confirmed is gone only when several reads with pauses between them say so: a replica
/// may lag, an answer may be somebody else's.
/// </content>
internal sealed partial class AzureOperations
{
    private const int AbsentLooks = 3;
    private static readonly TimeSpan AbsentPause = TimeSpan.FromSeconds(1);

    /// <summary>Reads what was there before; null only when three reads in a row, one and two seconds apart, find nothing.</summary>
    /// <param name="find">One read: null, NotFound or NotOurCustomer is an absent one.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="CloudFault">What the last read threw; any other fault at once.</exception>
    public async Task<T?> FindConfirmedAsync<T>(Func<CancellationToken, Task<T?>> find, CancellationToken ct)
        where T : class
    {
        for (var look = 1; ; look++)
        {
            try
            {
                if (await find(ct) is { } standing)
                    return standing;
            }
            catch (CloudFault fault) when (look < AbsentLooks && fault.Reason is CloudReason.NotFound or CloudReason.NotOurCustomer)
            {
                // An absent read like any other; the last one tells.
            }

            if (look == AbsentLooks)
                return null;
            await Task.Delay(AbsentPause * look, time, ct);
        }
    }

    /// <summary>
    /// After AuthorizationFailed on a write: whether the partner may assign there all the same, as the list of
    /// assignments says; the next call signs in anew.
    /// </summary>
    /// <remarks>
    /// A right that was given takes up to ten minutes, with an old token longer, until each of Resource Manager's front doors knows it
    /// (Azure/azure-cli issue 22510, terraform-provider-azurerm issue 19595).
    /// </remarks>
    public async Task<bool> MayAssignAfterAllAsync(string customerId, string subscriptionId, CancellationToken ct)
    {
        arm.Forget(Tenant(customerId));
        return (await ViewOwnersAsync(customerId, subscriptionId, null, ct)).PartnerMayAssign;
    }
}
