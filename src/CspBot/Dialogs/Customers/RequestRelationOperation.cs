using System.Globalization;
using System.Xml;
using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>
/// Asks a customer for delegated administration: makes the relationship, makes it ready for approval, waits with the text to send, gives
/// its roles to our group once the customer approved it, and reads them back.
/// </summary>
/// <remarks>
/// Calls and states: partner-center §9.1 and Graph's pages of delegatedAdminRelationship. Its name holds this request's id, is unique
/// among all of the partner's, and is how a POST without an answer is read back. Assumed: AdminAgents, as the group that Microsoft's own
/// transition from DAP used, is allowed as access container; <c>Partner:DelegationGroupId</c> names another.
/// </remarks>
internal sealed record RequestRelationOperation : Operation
{
    /// <summary>Note that holds the relationship's id.</summary>
    public const string RelationNote = "relation";

    private const string SentNote = "sent";
    private const string AssigningNote = "assigning";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShownLimit = TimeSpan.FromMinutes(30);

    /// <summary>Template ids.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>ISO 8601, a day to two years.</summary>
    public required string Duration { get; init; }

    /// <summary>Goes on by 180 days at its end.</summary>
    public required bool Extends { get; init; }

    /// <summary>The security group of ours that gets the roles.</summary>
    public required string GroupId { get; init; }

    public override PartnerPower Power => PartnerPower.AskDelegation;

    public override TimeSpan? LastsFor(DateTimeOffset now) => XmlConvert.ToTimeSpan(Duration);

    /// <summary>It waits for weeks and touches none of the customer's subscriptions.</summary>
    public override string Lane => "relation:" + CustomerId.ToLowerInvariant();

    public override NextStep? Next => NextStep.Customer;

    public override IReadOnlyList<string> Steps { get; } = ["check", "create", "lock", "approval", "assign", "confirm"];

    public override string StepText(string step) => "CustomerRelation.Step." + step;

    public override string Title(Texts texts) => texts[CustomerRelationText.Title, CustomerName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        (texts[CustomerRelationText.Roles], string.Join(", ", Roles.Select(role => RelationLine.Role(texts, role)))),
        (texts[CustomerRelationText.DurationIs],
            texts.Find("CustomerRelation.Duration." + Duration)
            ?? Durations.Days(texts, XmlConvert.ToTimeSpan(Duration))),
        (texts[CustomerRelationText.ExtendsIs], texts[Extends ? CustomerRelationText.ExtendsYes : CustomerRelationText.ExtendsNo]),
        (texts[CustomerRelationText.GroupIs], GroupId),
        (texts[CustomerRelationText.Reason], Reason),
    ];

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) => step switch
    {
        "check" => await CheckAsync(run.Azure, ct) ?? await NoGroupAsync(run.Azure, ct) ?? new StepResult.Done(),
        "create" => await CreateAsync(run, ct),
        "lock" => await LockAsync(run, ct),
        "approval" => await ApprovalAsync(run, ct),
        "assign" => await AssignAsync(run, ct),
        _ => await OverAsync(run, ct) ?? await ConfirmAsync(run, ct),
    };

    /// <summary>Until the customer may have approved it, a call without an answer leaves open what stands.</summary>
    public override bool IsUnderWay(Request request) =>
        request.Notes.ContainsKey(SentNote) && !request.Notes.ContainsKey(RelationNote) && !request.State.IsOver();

    /// <summary>The name that the relationship bears: the request, and as much of the customer's name as fits.</summary>
    public string NameOf(Request request)
    {
        var name = $"CspBot {request.Id} {CustomerName}".Trim();
        if (name.Length <= AzureOperations.LongestRelationName)
            return name;
        var at = AzureOperations.LongestRelationName;
        return name[..(char.IsHighSurrogate(name[at - 1]) ? at - 1 : at)].TrimEnd();
    }

    private async Task<StepResult?> CheckAsync(AzureOperations azure, CancellationToken ct)
    {
        var relation = await azure.GetCustomerAsync(CustomerId, ct);
        return relation.IsReseller ? null : Refused("CustomerRelation.NotReseller", CustomerName);
    }

    /// <summary>A group that is not there can be given nothing: better said before the customer is asked than after.</summary>
    private async Task<StepResult?> NoGroupAsync(AzureOperations azure, CancellationToken ct) => await azure.HasGroupAsync(GroupId, ct)
        ? null
        : new StepResult.Refused(new Refusal("CustomerRelation.NoGroup", GroupId) { CanBeMended = true });

    /// <summary>What was approved may be ended again before its roles are at work.</summary>
    private async Task<StepResult?> OverAsync(OperationRun run, CancellationToken ct) => await StandingAsync(run, ct) switch
    {
        null => Gone(),
        { IsOver: true } => Refused("CustomerRelation.Over", CustomerName),
        _ => null,
    };

    /// <summary>
    /// Whatever answer was lost, one of that name is ours. Without one a second try looks three times before it sends again; and the
    /// service takes no name twice.
    /// </summary>
    private async Task<StepResult> CreateAsync(OperationRun run, CancellationToken ct)
    {
        var name = NameOf(run.Request);
        var standing = run.Note(SentNote) is null
            ? await FindAsync(run.Azure, name, ct)
            : await run.Azure.FindConfirmedAsync(token => FindAsync(run.Azure, name, token), ct);
        if (standing is not null)
            return Created(standing, null);
        run = await run.KeepAsync((SentNote, run.Time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)));
        var wanted = new WantedRelation(CustomerId, CustomerName, name, Roles, XmlConvert.ToTimeSpan(Duration), Extends);
        try
        {
            var (made, receipt) = await run.Azure.CreateRelationAsync(wanted, ct);
            return Created(made, receipt);
        }
        catch (CloudFault fault)
        {
            if (await FindAsync(run.Azure, name, ct) is not { } after)
                throw;
            return Created(after, new CloudReceipt(fault.Api, fault.RequestId, null));
        }

        static StepResult.Done Created(DelegatedRelation made, CloudReceipt? receipt) =>
            new(receipt, new Dictionary<string, string> { [RelationNote] = made.Id });
    }

    private async Task<DelegatedRelation?> FindAsync(AzureOperations azure, string name, CancellationToken ct) =>
        (await azure.ListRelationsAsync(CustomerId, ct)).FirstOrDefault(one => CloudJson.SameId(one.Name, name));

    private async Task<StepResult> LockAsync(OperationRun run, CancellationToken ct)
    {
        if (await StandingAsync(run, ct) is not { } relation)
            return Gone();
        if (relation.State != RelationState.Created)
            return new StepResult.Done();
        try
        {
            return new StepResult.Done(await run.Azure.LockRelationAsync(relation.Id, ct));
        }
        catch (CloudFault fault)
        {
            if (await run.Azure.FindRelationAsync(relation.Id, ct) is not { State: not RelationState.Created })
                throw;
            return new StepResult.Done(new CloudReceipt(fault.Api, fault.RequestId, null));
        }
    }

    /// <summary>The customer's to do: it waits with the text to send, in the customer's language, and goes on by itself.</summary>
    private async Task<StepResult> ApprovalAsync(OperationRun run, CancellationToken ct)
    {
        if (await StandingAsync(run, ct) is not { } relation)
            return Gone();
        switch (relation.State)
        {
            case RelationState.Active or RelationState.Expiring:
                return new StepResult.Done(Remark: relation.EndsAt is { } end ? RelationRemarks.Until(end) : null);
            case RelationState.Activating:
                return new StepResult.NotYet(Pause);
            case RelationState.Expired or RelationState.Terminated:
                return Refused("CustomerRelation.NotApproved", CustomerName);
        }

        var letter = RelationLetter.Approval(
            RelationLetter.Speaks(await run.Azure.FindCultureAsync(CustomerId, ct)), run.Request.Requester.Name, CustomerName, relation);
        return new StepResult.Waits(
            "CustomerRelation.ApprovalPending",
            CustomerName,
            relation.ApprovalUrl,
            relation.ApproveBy is { } until ? Sentences.Stored(until) : "?",
            letter);
    }

    private async Task<StepResult> AssignAsync(OperationRun run, CancellationToken ct)
    {
        var relation = run.Note(RelationNote)!;
        if (Ours(await run.Azure.ListRelationAccessAsync(relation, ct)) is { } standing)
            return Judge(standing) ?? new StepResult.Done();
        if (run.Note(AssigningNote) is not null
            && await run.Azure.FindConfirmedAsync(
                async token => Ours(await run.Azure.ListRelationAccessAsync(relation, token)), ct) is { } late)
            return Judge(late) ?? new StepResult.Done();
        run = await run.KeepAsync((AssigningNote, run.Time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)));
        try
        {
            return new StepResult.Done(await run.Azure.AssignRelationAsync(relation, GroupId, Roles, ct));
        }
        catch (CloudFault fault)
        {
            if (Ours(await run.Azure.ListRelationAccessAsync(relation, ct)) is { } after)
                return Judge(after) ?? new StepResult.Done(new CloudReceipt(fault.Api, fault.RequestId, null));
            if (!fault.IsTransient && (await OverAsync(run, ct) ?? await NoGroupAsync(run.Azure, ct)) is { } why)
                return why;
            throw;
        }
    }

    private async Task<StepResult> ConfirmAsync(OperationRun run, CancellationToken ct)
    {
        var standing = Ours(await run.Azure.ListRelationAccessAsync(run.Note(RelationNote)!, ct));
        if (standing is not null && Judge(standing) is { } no)
            return no;
        if (standing is { IsActive: true })
            return new StepResult.Done();
        var since = run.Request.Steps.Single(step => step.Name == "assign").At ?? run.Request.CreatedAt;
        return run.Time.GetUtcNow() - since < ShownLimit
            ? new StepResult.NotYet(Pause)
            : new StepResult.Refused(new Refusal("CustomerRelation.NotAssigned", CustomerName) { CanBeMended = true });
    }

    /// <summary>A group has one assignment in a relationship; what somebody else gave it is not ours to change.</summary>
    private StepResult? Judge(RelationAccess standing) => Roles.All(standing.Roles.Contains)
        ? null
        : new StepResult.Refused(new Refusal("CustomerRelation.AssignedOtherwise", CustomerName) { CanBeMended = true });

    private RelationAccess? Ours(IReadOnlyList<RelationAccess> all) =>
        all.FirstOrDefault(one => one.Stands && CloudJson.SameId(one.GroupId, GroupId));

    private static Task<DelegatedRelation?> StandingAsync(OperationRun run, CancellationToken ct) =>
        run.Azure.FindConfirmedAsync(token => run.Azure.FindRelationAsync(run.Note(RelationNote)!, token), ct);

    private StepResult.Refused Gone() => Refused("CustomerRelation.Gone", CustomerName);

    private static StepResult.Refused Refused(string reason, params string[] args) => new(new Refusal(reason, args));

    public override string? StepRemark(RequestStep step, Texts texts) => RelationRemarks.Say(step.Remark, texts);
}

/// <summary>What a step leaves to be said, stored in no language.</summary>
internal static class RelationRemarks
{
    public static string Until(DateTimeOffset end) => end.ToString("O", CultureInfo.InvariantCulture);

    public static string? Say(string? stored, Texts texts) => DateTimeOffset.TryParseExact(
        stored, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var end)
        ? texts[CustomerRelationText.RemarkUntil, texts.Day(end)]
        : stored;
}
