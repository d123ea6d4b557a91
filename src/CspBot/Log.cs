using CspBot.Cloud;
using CspBot.Teams;

namespace CspBot;

/// <summary>Everything the bot logs, on one page: ids and codes only, never a token, a secret or what somebody typed.</summary>
internal static partial class Log
{
    // Store: 100-199
    [LoggerMessage(100, LogLevel.Warning, "The store is not there yet; the bot waits for it.")]
    public static partial void StoreNotThereYet(this ILogger log, Exception e);

    [LoggerMessage(101, LogLevel.Error, "The loop {Loop} stumbled, reference {Reference}; it goes on in {Pause}.")]
    public static partial void LoopStumbled(this ILogger log, string loop, string reference, TimeSpan pause, Exception e);

    [LoggerMessage(102, LogLevel.Error, "The store is out of reach; the loop {Loop} waits, reference {Reference}, and goes on in {Pause}.")]
    public static partial void LoopWaitsForStore(this ILogger log, string loop, string reference, TimeSpan pause, Exception e);

    [LoggerMessage(103, LogLevel.Information, "The loop {Loop} is well again after {Failures} rounds that failed.")]
    public static partial void LoopIsWellAgain(this ILogger log, string loop, int failures);

    [LoggerMessage(
        104,
        LogLevel.Warning,
        "The store's schema is of a later version than this one ({Script}): what this version cannot read is set aside and waits.")]
    public static partial void SchemaIsNewer(this ILogger log, string script);

    // Messages: 200-299
    [LoggerMessage(200, LogLevel.Error, "The store is out of reach; the outbox waits.")]
    public static partial void StoreUnavailable(this ILogger log, Exception e);

    [LoggerMessage(201, LogLevel.Warning, "Message {Id} was not delivered: {Failure} {Status} {Code}.")]
    public static partial void SendFailed(this ILogger log, string id, ConnectorFailure failure, int? status, string? code);

    [LoggerMessage(202, LogLevel.Error, "Message {Id} could not be delivered for a fault of ours; it is tried again later.")]
    public static partial void DeliveryFault(this ILogger log, string id, Exception e);

    [LoggerMessage(203, LogLevel.Warning, "The store is out of reach; this instance keeps Teams' limits by itself.")]
    public static partial void PaceUnshared(this ILogger log, Exception e);

    [LoggerMessage(204, LogLevel.Information, "{Messages} messages and {Notices} notices that nothing can change any more were forgotten.")]
    public static partial void Forgotten(this ILogger log, int messages, int notices);

    [LoggerMessage(205, LogLevel.Error, "Message {Id} is {State} for good: {Problem}.")]
    public static partial void NotDelivered(this ILogger log, string id, string state, string? problem);

    // Requests: 300-399
    [LoggerMessage(300, LogLevel.Information, "Request {Id} is {State} (version {Version}).")]
    public static partial void RequestIs(this ILogger log, string id, string state, int version);

    [LoggerMessage(301, LogLevel.Warning, "Request {Id}, step {Step}: {Reason} {Status} {Code} {RequestId}.")]
    public static partial void StepFailed(
        this ILogger log, string id, string step, CloudReason reason, int? status, string? code, string? requestId);

    [LoggerMessage(302, LogLevel.Error, "The request worker stumbled over {Id}, reference {Reference}; it is tried again.")]
    public static partial void WorkerFault(this ILogger log, string id, string reference, Exception e);


    [LoggerMessage(
        304,
        LogLevel.Error,
        "Request {Id} was written by another version and cannot be read by this one; it is set aside, unchanged, and waits.")]
    public static partial void RequestSetAside(this ILogger log, string id, Exception e);

    [LoggerMessage(305, LogLevel.Warning, "Request {Id} is left out of a list: it cannot be read ({Fault}).")]
    public static partial void RequestLeftOut(this ILogger log, string id, string fault);

    // Permission watch: 500-519
    [LoggerMessage(
        500, LogLevel.Warning, "The permission watch could not read: {Api} {Reason} {Status} {Code} {RequestId}; it reads again later.")]
    public static partial void PermissionWatchFailed(
        this ILogger log, string api, CloudReason reason, int? status, string? code, string? requestId);

    [LoggerMessage(
        502,
        LogLevel.Warning,
        "The purchase permission of {Customer} changed outside the bot, and there is nobody to tell: Purchases:Conversation is empty, and "
        + "so is the group of approvers.")]
    public static partial void PermissionWatchTellsNobody(this ILogger log, string customer);

    // Earned credit: 580-589
    [LoggerMessage(
        580, LogLevel.Warning, "The keeper of credit could not read: {Api} {Reason} {Status} {Code} {RequestId}; it reads again later.")]
    public static partial void CreditNotRead(
        this ILogger log, string api, CloudReason reason, int? status, string? code, string? requestId);

    [LoggerMessage(
        581,
        LogLevel.Error,
        "Azure hides the subscriptions of all {Customers} customers that were looked at: is the service account still an admin agent?")]
    public static partial void CreditBlind(this ILogger log, int customers);

    [LoggerMessage(
        582,
        LogLevel.Warning,
        "The credit of {Customer} changed, and there is nobody to tell: Purchases:Conversation is empty, as is the group of approvers.")]
    public static partial void CreditTellsNobody(this ILogger log, string customer);

    // Relations: 520-529
    [LoggerMessage(
        520,
        LogLevel.Warning,
        "The watch over relations could not read: {Api} {Reason} {Status} {Code} {RequestId}; it reads again later.")]
    public static partial void RelationWatchFault(
        this ILogger log, string api, CloudReason reason, int? status, string? code, string? requestId);

    [LoggerMessage(
        521,
        LogLevel.Warning,
        "{Count} changes of relations are news, and there is nobody to tell: Purchases:Conversation is empty, and so is the group of "
        + "approvers.")]
    public static partial void RelationWatchTellsNobody(this ILogger log, int count);

    // Hand-overs: 530-539
    [LoggerMessage(
        530,
        LogLevel.Warning,
        "The watch over hand-overs could not find whom to tell: {Api} {Reason} {Status} {Code} {RequestId}; it tells later.")]
    public static partial void HandOverWatchFault(
        this ILogger log, string api, CloudReason reason, int? status, string? code, string? requestId);

    // Turns: 400-499
    [LoggerMessage(400, LogLevel.Error, "A turn failed, reference {Reference}.")]
    public static partial void TurnFailed(this ILogger log, string reference, Exception e);

    [LoggerMessage(401, LogLevel.Warning, "The cloud refused a read: {Api} {Reason} {Status} {Code} {RequestId}.")]
    public static partial void ReadRefused(this ILogger log, string api, CloudReason reason, int? status, string? code, string? requestId);

    [LoggerMessage(402, LogLevel.Information, "Refused {Reason} to {ObjectId}.")]
    public static partial void Refused(this ILogger log, string reason, string objectId);

    // Purchases: 550-599
    [LoggerMessage(551, LogLevel.Warning, "The purchase watch was refused: {Api} {Reason} {Status} {Code} {RequestId}.")]
    public static partial void WatchFault(this ILogger log, string api, CloudReason reason, int? status, string? code, string? requestId);

    [LoggerMessage(552, LogLevel.Information, "The purchase watch found {News} new purchases and told or completed {Told}.")]
    public static partial void Swept(this ILogger log, int news, int told);

    [LoggerMessage(
        555,
        LogLevel.Error,
        "Purchase {Id} was written by another version and cannot be read by this one ({Why}); it is set aside and waits.")]
    public static partial void PurchaseSetAside(this ILogger log, string id, string why);

    [LoggerMessage(
        556, LogLevel.Error, "{Count} {What} were written by another version and cannot be read by this one; they are left out.")]
    public static partial void LeftOut(this ILogger log, int count, string what);

    [LoggerMessage(553, LogLevel.Warning, "A partner event was refused: its signature does not hold.")]
    public static partial void EventRefused(this ILogger log);

    [LoggerMessage(554, LogLevel.Information, "Partner event {Name} brings the next look at purchases forward.")]
    public static partial void EventTaken(this ILogger log, string name);

    // Portfolio: 600-619
    [LoggerMessage(
        600, LogLevel.Warning, "What a customer holds could not be read: {Api} {Reason} {Status} {Code} {RequestId}; again later.")]
    public static partial void HoldingsNotRead(
        this ILogger log, string api, CloudReason reason, int? status, string? code, string? requestId);

    // Stacks: 620-629
    [LoggerMessage(
        620,
        LogLevel.Warning,
        "The mappings or subscriptions of an Azure Stack could not be looked at: {Api} {Reason} {Status} {Code} {RequestId}; again later.")]
    public static partial void StackNotSeen(
        this ILogger log, string api, CloudReason reason, int? status, string? code, string? requestId);

    // Audit: 310-319
    [LoggerMessage(310, LogLevel.Information, "The audit stands at entry {Seq}, {Hash}; its link is {Link}.")]
    public static partial void AuditHead(this ILogger log, long seq, string hash, string link);

    [LoggerMessage(311, LogLevel.Critical, "The audit is broken: {Where}")]
    public static partial void AuditBroken(this ILogger log, string where);

    [LoggerMessage(
        312,
        LogLevel.Error,
        "Audit entry {Seq} has no seal although entries before it have: an older version of the bot wrote it, or somebody without the "
        + "key.")]
    public static partial void AuditUnsealed(this ILogger log, long seq);
}
