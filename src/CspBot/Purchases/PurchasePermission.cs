using System.Text.Json;
using CspBot.Store;

namespace CspBot.Purchases;

/// <summary>
/// Names who switched a permission: the log knows a user name, and for the bot's own changes the stored request knows the person.
/// </summary>
internal static class PurchasePermission
{
    public static async Task<string?> NameAsync(Session session, PermissionChange change)
    {
        if (!change.ByBot)
            return change.By;

        // The log names the partner's service account; who asked stands in the request (its table is the store's, its JSON the requests').
        var document = await session.QueryOneAsync<string>(
            """
            select document from request
            where dialog = 'reservation-permission' and customer = @CustomerId and created_at <= @at
                and state in ('running', 'succeeded')
            order by created_at desc limit 1
            """,
            new { change.CustomerId, at = PurchaseTable.Ms(change.At) });
        return document is null ? change.By : Requester(document) ?? change.By;
    }

    private static string? Requester(string document)
    {
        using var request = JsonDocument.Parse(document);
        return request.RootElement.TryGetProperty("requester", out var requester) && requester.TryGetProperty("name", out var name)
            && request.RootElement.TryGetProperty("id", out var id)
            ? $"{name.GetString()} (CspBot {id.GetString()})"
            : null;
    }
}
