using CspBot.Cloud.Http;

namespace CspBot.Cloud;

/// <content>Why a customer's directory refuses us.</content>
internal sealed partial class AzureOperations
{
    /// <summary>
    /// Graph's 403 in a customer's directory says only that something is missing (november-2026 §C): the relationship's own roles tell
    /// what. The partner's directory is asked once more then, and never otherwise.
    /// </summary>
    /// <exception cref="CloudFault">
    /// DirectoryRoleMissing or DirectoryRoleUnassigned with the step; what the call itself threw where nothing better is known.
    /// </exception>
    private async Task<T> InDirectoryAsync<T>(string customerId, DirectoryStep step, Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            return await call();
        }
        catch (CloudFault fault) when (fault is { Api: "graph", Status: 403, Reason: CloudReason.NoDelegatedAdministration })
        {
            throw await ExplainAsync(customerId, step, fault, ct);
        }
    }

    private async Task<CloudFault> ExplainAsync(string customerId, DirectoryStep step, CloudFault fault, CancellationToken ct)
    {
        DelegatedAdministration delegated;
        try
        {
            delegated = ReadDelegation(await ListRelationsAsync(customerId, ct));
        }
        catch (CloudFault)
        {
            return fault; // The refusal itself is certain; only its reason stays unknown.
        }

        if (!delegated.IsActive)
            return fault;
        if (!DirectoryRoles.Holds(delegated.Roles, step))
            return Because(CloudReason.DirectoryRoleMissing);

        // An invitation may be refused by the directory's own rules, too; its words are better than our guess.
        return step == DirectoryStep.Invite ? fault : Because(CloudReason.DirectoryRoleUnassigned);

        CloudFault Because(CloudReason reason) =>
            new(reason, fault.Api, fault.Status, fault.Code, fault.RequestId, fault.Message, fault.RetryAfter, fault)
            {
                Words = fault.Words,
                Step = step,
            };
    }
}
