using System.Text.Json;
using Azure.Core;
using CspBot.Cloud.Http;

namespace CspBot.Cloud.AzureStack;

/// <content>Users' subscriptions on a stamp, made and removed by its operator; and the address of its portal.</content>
/// <remarks>
/// <c>PUT</c> and <c>DELETE …/Microsoft.Subscriptions.Admin/subscriptions/{id}</c>, api-version 2015-11-01: Microsoft's specification
/// azsadmin (Subscriptions.json: PUT 200 or 201 with the subscription, DELETE 200 or 204). New-AzsUserSubscription
/// (Azs.Subscriptions.Admin) makes the id itself, sends <c>Default</c> and <c>Enabled</c> where nothing else is said, and every member
/// flat; the sample of the specification alone wraps them in <c>properties</c>, against its own schema. Assumed: the directory
/// (<c>tenantId</c>), which the sample leaves out, is taken from the body, as the command's parameter of that name promises.
/// </remarks>
internal sealed partial class StackClient
{
    /// <summary><c>PUT subscriptions/{id}</c>: 201 made, 200 was there. Not to be believed before it is read back.</summary>
    public async Task<CloudAnswer> PutUserSubscriptionAsync(
        StackDeployment stack, string provider, NewStackSubscription wanted, CancellationToken ct)
    {
        var admin = await AdminAsync(stack, ct);
        var body = new UserSubscriptionBody
        {
            DelegatedProviderSubscriptionId = provider,
            DisplayName = wanted.Name,
            OfferId = wanted.OfferId,
            Owner = wanted.Owner,
            SubscriptionId = wanted.Id,
            TenantId = wanted.TenantId,
        };
        var path = $"{UserSubscriptionsPath(provider)}/{Uri.EscapeDataString(wanted.Id)}?{DirectoryVersion}";
        return await admin.SendAsync(
            new CloudCall(RequestMethod.Put, path)
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(body, StackJson.Default.UserSubscriptionBody),
            },
            ct);
    }

    /// <summary><c>DELETE subscriptions/{id}</c>: 200 removed, 204 was not there.</summary>
    public async Task<CloudAnswer> DeleteUserSubscriptionAsync(
        StackDeployment stack, string provider, string subscription, CancellationToken ct)
    {
        var admin = await AdminAsync(stack, ct);
        return await admin.SendAsync(
            new CloudCall(
                RequestMethod.Delete, $"{UserSubscriptionsPath(provider)}/{Uri.EscapeDataString(subscription)}?{DirectoryVersion}"),
            ct);
    }

    /// <summary>The tenants' portal as the stamp itself names it, without a token; null when it names none over TLS.</summary>
    public async Task<Uri?> FindPortalAsync(StackDeployment stack, CancellationToken ct)
    {
        var metadata = await AskMetadataAsync(Tenants, stack.TenantResourceManager, ct);
        return Uri.TryCreate(metadata.PortalEndpoint, UriKind.Absolute, out var portal) && portal.Scheme == Uri.UriSchemeHttps
            ? portal
            : null;
    }
}
