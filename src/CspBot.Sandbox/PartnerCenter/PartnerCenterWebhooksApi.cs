using System.Text.Json.Nodes;

namespace CspBot.Sandbox;

/// <summary>Where Partner Center would send its events.</summary>
internal sealed record WebhookRegistration(string SubscriberId, string Url, IReadOnlyList<string> Events);

/// <summary>
/// The registration for webhooks: one for each partner (facts, partner-center §7.1). The sandbox delivers nothing itself.
/// </summary>
internal static class PartnerCenterWebhooksApi
{
    private static readonly string[] Events =
    [
        "test-created", "subscription-updated", "usagerecords-thresholdExceeded", "azure-fraud-event-detected", "invoice-ready",
        "reseller-relationship-accepted-by-customer", "granular-admin-relationship-approved", "granular-admin-relationship-terminated",
    ];

    public static void Map(Routes routes)
    {
        const string Root = "/webhooks/v1/registration";
        routes.Map("GET", $"{Root}/events", _ => Answer.Ok(Events));
        routes.Map("GET", Root, call =>
            call.World.Webhooks is { } found ? Answer.Ok(Json(found)) : PartnerCenterApi.Fault(404, "1000", "No webhook is registered."));
        routes.Map("POST", Root, call =>
            call.World.Webhooks is null ? Set(call) : PartnerCenterApi.Fault(409, "3000", "A webhook is registered already."));
        routes.Map("PUT", Root, call =>
            call.World.Webhooks is null ? PartnerCenterApi.Fault(404, "1000", "No webhook is registered.") : Set(call));
        routes.Map("POST", $"{Root}/validationEvents", Validate);
        routes.Map("GET", $"{Root}/validationEvents/{{correlation}}", Validation);
    }

    private static Answer Set(Call call)
    {
        string url = call.Json?["WebhookUrl"]?.ToString() ?? "";
        if (!Uri.TryCreate(url, UriKind.Absolute, out _) || call.Json?["WebhookEvents"] is not JsonArray asked)
            return PartnerCenterApi.Fault(400, "3000", "WebhookUrl and WebhookEvents are needed.");
        List<string> events = [.. asked.Select(item => item?.ToString() ?? "")];
        if (events.Except(Events, StringComparer.OrdinalIgnoreCase).Any())
            return PartnerCenterApi.Fault(400, "3000", "An event is not known.");
        call.World.Webhooks = new WebhookRegistration(call.World.Webhooks?.SubscriberId ?? Guid.NewGuid().ToString(), url, events);
        return Answer.Ok(Json(call.World.Webhooks));
    }

    private static object Json(WebhookRegistration item) =>
        new { subscriberId = item.SubscriberId, webhookUrl = item.Url, webhookEvents = item.Events };

    private static Answer Validate(Call call) => call.World.Webhooks?.Events.Contains("test-created") ?? false
        ? Answer.Ok(new { correlationId = Guid.NewGuid().ToString() })
        : PartnerCenterApi.Fault(400, "3000", "The event test-created is not registered.");

    private static Answer Validation(Call call) => Answer.Ok(new
    {
        correlationId = call["correlation"],
        partnerId = Ids.PartnerTenant,
        status = "completed",
        callbackUrl = call.World.Webhooks?.Url,
        results = Array.Empty<object>(),
    });
}
