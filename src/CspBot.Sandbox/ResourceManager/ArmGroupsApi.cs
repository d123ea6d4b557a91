namespace CspBot.Sandbox;

/// <summary>Resource groups of public Azure, as far as anybody asks for them.</summary>
internal static class ArmGroupsApi
{
    private static readonly string[] Versions = ["2022-09-01", "2021-04-01", "2020-06-01", "2019-10-01", "2018-05-01"];

    public static void Map(Routes routes)
    {
        const string Root = "/subscriptions/{subscription}/resourceGroups";
        routes.Map("GET", Root, ArmApi.OfSubscription("Microsoft.Resources/subscriptions/resourceGroups/read", Versions, List));
        routes.Map(
            "GET", $"{Root}/{{group}}", ArmApi.OfSubscription("Microsoft.Resources/subscriptions/resourceGroups/read", Versions, One));
        routes.Map(
            "HEAD", $"{Root}/{{group}}", ArmApi.OfSubscription("Microsoft.Resources/subscriptions/resourceGroups/read", Versions, One));
        routes.Map(
            "PUT", $"{Root}/{{group}}", ArmApi.OfSubscription("Microsoft.Resources/subscriptions/resourceGroups/write", Versions, Put));
        routes.Map(
            "DELETE",
            $"{Root}/{{group}}",
            ArmApi.OfSubscription("Microsoft.Resources/subscriptions/resourceGroups/delete", Versions, Delete));
    }

    public static object Json(string subscription, string name, string location) => new
    {
        id = $"/subscriptions/{subscription}/resourceGroups/{name}",
        name,
        type = "Microsoft.Resources/resourceGroups",
        location,
        properties = new { provisioningState = "Succeeded" },
    };

    private static Answer List(Call call, AzureSubscription subscription) =>
        ArmApi.Page(call, subscription.ResourceGroups.Select(name => Json(subscription.Id, name, "westeurope")));

    private static Answer One(Call call, AzureSubscription subscription) =>
        subscription.ResourceGroups.TryGetValue(call["group"], out string? name)
            ? Answer.Ok(Json(subscription.Id, name, "westeurope"))
            : ArmApi.Fault(404, "ResourceGroupNotFound", $"Resource group '{call["group"]}' could not be found.");

    private static Answer Put(Call call, AzureSubscription subscription) =>
        new(
            subscription.ResourceGroups.Add(call["group"]) ? 201 : 200,
            Json(subscription.Id, call["group"], call.Json?["location"]?.ToString() ?? "westeurope"));

    private static Answer Delete(Call call, AzureSubscription subscription) => subscription.ResourceGroups.Remove(call["group"])
        ? new Answer(200)
        : ArmApi.Fault(404, "ResourceGroupNotFound", $"Resource group '{call["group"]}' could not be found.");
}
