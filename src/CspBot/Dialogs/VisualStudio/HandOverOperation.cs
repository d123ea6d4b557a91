using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Handovers;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.VisualStudio;

/// <summary>
/// Keeps a hand-over: numbers and way for a person to carry out in Microsoft's portal, for which there is no API. It changes nothing in any
/// cloud.
/// </summary>
internal sealed record HandOverOperation : Operation
{
    public required string Way { get; init; }

    public required string Authorization { get; init; }

    public required string Licence { get; init; }

    public required string Email { get; init; }

    private const string Double = "VisualStudio.AlreadyHandedOver";

    public override PartnerPower Power => PartnerPower.HandOverVisualStudio;

    public override bool NeedsNobody => true;

    /// <summary>The portal is a person's to do: nothing there is done yet, and nobody can verify it but a person.</summary>
    public override string DoneText => VisualStudioText.Kept;

    public override bool LeavesSteps => true;

    public override IReadOnlyList<string> Steps { get; } = ["keep"];

    public override string StepText(string step) => VisualStudioText.StepKeep;

    public override string Title(Texts texts) => texts[VisualStudioText.RequestTitle, CustomerName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        (texts[VisualStudioText.WayFact], VisualStudioWays.Name(texts, Way)),
        (texts[VisualStudioText.Authorization], Authorization),
        (texts[VisualStudioText.Licence], Licence),
        (texts[VisualStudioText.Email], Email),
    ];

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
    {
        var request = run.Request;
        if (await run.LookAsync(HandOverTable.Standing(CustomerId, Authorization, Licence, request.Id)) is { } other)
            return new StepResult.Refused(new Refusal(Double, CustomerName, other));
        return new StepResult.Done
        {
            Keeps = HandOverTable.Keeping(new HandOver
            {
                Id = request.Id,
                Request = request.Id,
                CustomerId = CustomerId,
                CustomerName = CustomerName,
                Way = Way,
                Authorization = Authorization,
                Licence = Licence,
                Email = Email,
                Requester = request.Requester,
                MadeAt = run.Time.GetUtcNow(),
                SinceAt = run.Time.GetUtcNow(),
            }),
        };
    }

    /// <summary>To the steps, or to what stands already.</summary>
    public override IEnumerable<AdaptiveAction> Doors(Request done, Texts texts)
    {
        var other = done.Problem is { Reason: Double, Args: [_, var id] } ? id : null;
        if (other is not null || done.State == RequestState.Succeeded)
            yield return Look.Go(
                texts[other is null ? VisualStudioText.StepsButton : VisualStudioText.ExistingButton],
                VisualStudioDialog.Own + "/follow",
                new JsonObject { ["request"] = other ?? done.Id, [NextStep.Beside] = done.Id },
                AdaptiveActionStyle.Positive);
    }
}
