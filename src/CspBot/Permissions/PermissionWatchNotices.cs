using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Permissions;

/// <summary>
/// Tells that a purchase permission was switched outside the bot: to the configured conversation, else to those who approve.
/// </summary>
internal sealed class PermissionWatchNotices(HouseRoute route, SealNotices seals)
{
    private const int MostLines = 5;

    /// <summary>Where notices go now, each in its reader's language.</summary>
    /// <exception cref="CloudFault">The approvers could not be read.</exception>
    public async Task<IReadOnlyList<NoticeTarget>> TargetsAsync(CancellationToken ct)
    {
        var seal = await seals(ct);
        return [.. (await route.ReadersAsync(ct)).Select(reader => new NoticeTarget(reader, seal))];
    }

    /// <summary>One message for each target; the same id again completes the message that stands.</summary>
    public async Task TellAsync(Session session, PermissionDrift drift, IReadOnlyList<NoticeTarget> targets, DateTimeOffset at)
    {
        foreach (var target in targets.Where(target => target.Reader.Sees(drift.Now.Customer)))
        {
            var message = target.Reader.Recipient is null ? drift.Id : $"{drift.Id}/{target.Reader.Recipient}";
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    message,
                    drift.Id,
                    target.Reader.TenantId,
                    target.Reader.Recipient,
                    target.Reader.Conversation,
                    null,
                    Card(target, drift.Now, drift.Records)),
                at);
        }
    }

    /// <summary>What was switched, by whom if known, how it stands now, and the button that turns it off.</summary>
    private static AdaptiveCard Card(NoticeTarget target, KnownPermission now, IReadOnlyList<AuditRecord> records)
    {
        var texts = target.Texts;
        var data = () => new JsonObject { ["customer"] = now.Customer };
        var (form, seal) = target.Seal(PermissionWatch.OffVerb, [now.Customer]);
        return Look.Card(
            texts,
            texts[ReservationPermissionText.DriftTitle, now.Name],
            [
                Look.Banner(
                    now.Permissions.Any ? Look.Warning : Look.Calm,
                    texts[ReservationPermissionText.DriftNow, State(texts, now.Permissions)],
                    now.Permissions.Any ? texts[ReservationPermissionText.DriftPay] : null),
                .. records.Count == 0
                    ? [Look.Text(texts[ReservationPermissionText.DriftUnknown])]
                    : records.TakeLast(MostLines).Select(record => Look.Text(Line(texts, record))),
            ],
            [
                now.Permissions.Any
                    ? Look.Go(
                        texts[ReservationPermissionText.DriftOff, now.Name],
                        PermissionWatch.OffVerb,
                        Look.Data(form, ("customer", now.Customer), ("seal", seal)),
                        AdaptiveActionStyle.Destructive)
                    : null,
                Look.Go(texts[ReservationPermissionText.DriftOpen, now.Name], "reservation-permission/customer", data()),
            ]);
    }

    private static string Line(Texts texts, AuditRecord record) => texts[
        ReservationPermissionText.DriftLine,
        texts.Time(record.At),
        record.UserPrincipalName is { Length: > 0 } who ? who : texts[ReservationPermissionText.Somebody],
        State(texts, PermissionWatchSighting.StateAfter(record))];

    private static string State(Texts texts, ReservationPermissions permissions) => texts[permissions switch
    {
        { ReservedInstances: true, SavingsPlan: true } => ReservationPermissionText.State_both,
        { ReservedInstances: true } => ReservationPermissionText.State_reserved,
        { SavingsPlan: true } => ReservationPermissionText.State_savings,
        _ => ReservationPermissionText.State_none,
    }];
}

/// <summary>What was switched outside the bot: its notice's id, how it stands now, and the log's records of it, none if unknown.</summary>
internal sealed record PermissionDrift(string Id, KnownPermission Now, IReadOnlyList<AuditRecord> Records);

/// <summary>Who is told: a person's own chat, or a conversation.</summary>
/// <param name="Seal">Seals a button of the notice: verb and values give form and seal.</param>
internal sealed record NoticeTarget(RouteReader Reader, Func<string, IEnumerable<string>, (string Form, string Seal)> Seal)
{
    public Texts Texts => Reader.Texts;
}

/// <summary>Readies the sealing of buttons; the seals are the requests' to know.</summary>
internal delegate Task<Func<string, IEnumerable<string>, (string Form, string Seal)>> SealNotices(CancellationToken ct);
