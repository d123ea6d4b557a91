using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>The operator's side of a stamp: directory tenants, health, activation (facts, azure §5.1, §5.3, §4.1).</summary>
internal static class StackAdminApi
{
    private static readonly string[] SubscriptionVersions = ["2016-06-01", "2015-11-01", "2018-05-01"];
    private static readonly string[] GroupVersions = ["2019-10-01", "2018-05-01", "2016-06-01", "2015-11-01"];
    private static readonly string[] DirectoryVersions = ["2015-11-01"];
    private static readonly string[] HealthVersions = ["2018-05-01", "2015-11-01"];
    private static readonly string[] ActivationVersions = ["2016-01-01"];

    public static void Map(Routes routes)
    {
        const string Root = "/subscriptions/{subscription}";
        const string Group = $"{Root}/resourceGroups/{{group}}";
        const string Directories = $"{Group}/providers/Microsoft.Subscriptions.Admin/directoryTenants";
        routes.Map(
            "GET",
            "/subscriptions",
            Versioned(SubscriptionVersions, (call, stamp) => Answer.Ok(new { value = new[] { Provider(call, stamp) } })));
        routes.Map("GET", Root, OfProvider(SubscriptionVersions, (call, stamp) => Answer.Ok(Provider(call, stamp))));
        routes.Map(
            "GET",
            Group,
            OfProvider(GroupVersions, (call, stamp) =>
                OfGroup(call, stamp, () => Answer.Ok(ArmGroupsApi.Json(call["subscription"], call["group"], stamp.Deployment.Location)))));
        routes.Map("PUT", Group, OfProvider(GroupVersions, PutGroup));
        routes.Map(
            "GET",
            Directories,
            OfProvider(DirectoryVersions, (call, stamp) =>
                OfGroup(call, stamp, () => ArmApi.Page(call, stamp.DirectoryTenants.Select(item => Json(call, stamp, item.Key))))));
        routes.Map(
            "GET",
            $"{Directories}/{{directory}}",
            OfProvider(DirectoryVersions, (call, stamp) => OfGroup(call, stamp, () => OneDirectory(call, stamp))));
        routes.Map(
            "PUT",
            $"{Directories}/{{directory}}",
            OfProvider(DirectoryVersions, (call, stamp) => OfGroup(call, stamp, () => PutDirectory(call, stamp))));
        routes.Map(
            "DELETE",
            $"{Directories}/{{directory}}",
            OfProvider(DirectoryVersions, (call, stamp) =>
                OfGroup(call, stamp, () => new Answer(stamp.DirectoryTenants.Remove(call["directory"]) ? 200 : 204))));
        routes.Map(
            "GET",
            $"{Root}/providers/Microsoft.Subscriptions.Admin/subscriptions",
            OfProvider(DirectoryVersions, (call, stamp) => ArmApi.Page(call, stamp.Subscriptions.Values.Select(item => Json(call, item)))));
        StackSubscriptionsApi.Map(routes);
        routes.Map(
            "GET",
            $"{Root}/providers/Microsoft.Commerce.Admin/subscriberUsageAggregates",
            call => StackApi.StampOf(call) is var stamp && Ids.Same(call["subscription"], stamp.Deployment.ProviderSubscription)
                ? StackUsageApi.List(call, stamp)
                : ArmApi.Fault(404, "SubscriptionNotFound", $"The subscription '{call["subscription"]}' could not be found."));
        routes.Map("POST", $"{Root}/providers/Microsoft.Subscriptions.Admin/checkIdentityHealth", OfProvider(HealthVersions, Health));
        routes.Map("GET", $"{Group}/providers/Microsoft.AzureBridge.Admin/activations/default", OfProvider(ActivationVersions, Activation));
    }

    private static Func<Call, Answer> Versioned(string[] versions, Func<Call, Stack.Stamp, Answer> handler) => call =>
        ArmApi.WrongVersion(call, versions) ?? handler(call, StackApi.StampOf(call));

    /// <summary>What only the operator's own subscription has.</summary>
    public static Func<Call, Answer> OfProvider(string[] versions, Func<Call, Stack.Stamp, Answer> handler) =>
        Versioned(versions, (call, stamp) =>
            Ids.Same(call["subscription"], stamp.Deployment.ProviderSubscription)
                ? handler(call, stamp)
                : ArmApi.Fault(404, "SubscriptionNotFound", $"The subscription '{call["subscription"]}' could not be found."));

    private static Answer OfGroup(Call call, Stack.Stamp stamp, Func<Answer> handler) =>
        stamp.ResourceGroups.Contains($"{call["subscription"]}/{call["group"]}")
            ? handler()
            : ArmApi.Fault(404, "ResourceGroupNotFound", $"Resource group '{call["group"]}' could not be found.");

    private static object Provider(Call call, Stack.Stamp stamp) => new
    {
        id = $"/subscriptions/{stamp.Deployment.ProviderSubscription}",
        subscriptionId = stamp.Deployment.ProviderSubscription,
        tenantId = call.Token!.Tenant,
        displayName = "Default Provider Subscription",
        state = "Enabled",
    };

    public static object Json(Call call, Stack.UserSubscription item) => new
    {
        id = $"/subscriptions/{call["subscription"]}/providers/Microsoft.Subscriptions.Admin/subscriptions/{item.Id}",
        name = item.Id,
        type = "Microsoft.Subscriptions.Admin/subscriptions",
        delegatedProviderSubscriptionId = call["subscription"],
        displayName = item.Name,
        externalReferenceId = "",
        offerId = item.Offer,
        owner = item.Owner,
        routingResourceManagerType = "Default",
        state = item.State,
        subscriptionId = item.Id,
        tenantId = item.Tenant,
    };

    private static Answer PutGroup(Call call, Stack.Stamp stamp)
    {
        bool added = stamp.ResourceGroups.Add($"{call["subscription"]}/{call["group"]}");
        return new Answer(added ? 201 : 200, ArmGroupsApi.Json(call["subscription"], call["group"], stamp.Deployment.Location));
    }

    private static object Json(Call call, Stack.Stamp stamp, string directory) => new
    {
        id = $"/subscriptions/{call["subscription"]}/resourceGroups/{call["group"]}/providers/Microsoft.Subscriptions.Admin"
            + $"/directoryTenants/{directory}",
        name = directory,
        type = "Microsoft.Subscriptions.Admin/directoryTenants",
        location = stamp.Deployment.Location,
        properties = new { tenantId = stamp.DirectoryTenants[directory] },
    };

    private static Answer OneDirectory(Call call, Stack.Stamp stamp) => stamp.DirectoryTenants.ContainsKey(call["directory"])
        ? Answer.Ok(Json(call, stamp, call["directory"]))
        : ArmApi.Fault(404, "ResourceNotFound", $"The directory tenant '{call["directory"]}' was not found.");

    private static Answer PutDirectory(Call call, Stack.Stamp stamp)
    {
        string? tenant = call.Json?["properties"]?["tenantId"]?.ToString();
        if (tenant is null || !Guid.TryParse(tenant, out _) || call.Json?["location"]?.ToString() is not { } location)
            return ArmApi.Fault(400, "InvalidRequestContent", "location and properties.tenantId are required.");
        if (!Ids.Same(location, stamp.Deployment.Location))
            return ArmApi.Fault(400, "LocationNotAvailable", $"The location '{location}' is not that of this stamp.");
        bool added = !stamp.DirectoryTenants.ContainsKey(call["directory"]);
        stamp.DirectoryTenants[call["directory"]] = tenant.ToLowerInvariant();
        return new Answer(added ? 201 : 200, Json(call, stamp, call["directory"]));
    }

    private static Answer Health(Call call, Stack.Stamp stamp)
    {
        string now = call.World.Now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        List<(string Name, string Tenant, bool Healthy)> directories =
        [
            (Seed.PartnerDomain, Ids.PartnerTenant, true),
            .. stamp.DirectoryTenants.Select(
                item => (item.Key, item.Value, stamp.Consented.Contains(item.Value) && !stamp.Outdated.Contains(item.Value))),
        ];
        return Answer.Ok(new
        {
            reportStartTimeUtc = now,
            reportEndTimeUtc = now,
            status = directories.TrueForAll(item => item.Healthy) ? "Healthy" : "Unhealthy",
            directoryTenants = directories.Select(item => new
            {
                tenantId = item.Tenant,
                tenantName = item.Name,
                status = item.Healthy ? "Healthy" : "Unhealthy",
                applications = new[]
                {
                    new
                    {
                        appId = Ids.Named($"stack app|{stamp.Deployment.CloudId}"),
                        servicePrincipalObjectId = item.Healthy
                            ? Ids.Named($"stack principal|{stamp.Deployment.CloudId}|{item.Tenant}")
                            : null,
                        status = item.Healthy ? "Healthy" : "Unhealthy",
                        appRoleAssignments = Array.Empty<object>(),
                        oAuth2PermissionGrants = Array.Empty<object>(),
                        servicePrincipalTags = Array.Empty<string>(),
                    },
                },
            }),
        });
    }

    private static Answer Activation(Call call, Stack.Stamp stamp) => Ids.Same(call["group"], "azurestack-activation")
        ? Answer.Ok(new
        {
            id = call.Path,
            name = "default",
            type = "Microsoft.AzureBridge.Admin/activations",
            location = stamp.Deployment.Location,
            properties = new
            {
                displayName = "Azure Stack Activation",
                azureRegistrationResourceIdentifier = stamp.Deployment.RegistrationId,
                provisioningState = "Succeeded",
                marketplaceSyndicationEnabled = true,
                usageReportingEnabled = true,
            },
        })
        : ArmApi.Fault(404, "ResourceGroupNotFound", $"Resource group '{call["group"]}' could not be found.");
}
