using CspBot.Cloud;
using CspBot.Requests;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>A stamp that the bot cannot reach: a person does the step, and Continue is their word for it. The line says whose word it is.</summary>
/// <remarks>Private stamps are often out of a cloud's reach (facts azure §5.4): each step must be possible as commands and a question.</remarks>
internal static class ByHand
{
    private const int MostTries = 2;

    /// <summary>It is time to ask a person: the stamp refuses us for good, or has not been reached for a while.</summary>
    public static bool Asks(CloudFault fault, OperationRun run)
    {
        var closed = fault.Api.StartsWith("stack", StringComparison.Ordinal) && (fault.Reason == CloudReason.NoRightOnSubscription || fault.Status is 401 or 403);
        var noToken = fault is { Api: "login", Reason: CloudReason.NoDelegatedAdministration or CloudReason.NoConsent or CloudReason.ConditionalAccess };
        if (closed || noToken)
            return true;

        // Once parked, it stays parked until the stamp answers or a person speaks: no back and forth on the card.
        var away = fault.Api.StartsWith("stack", StringComparison.Ordinal) && fault.Reason is CloudReason.Unreachable or CloudReason.TimedOut;
        return away && (run.Request.Attempts >= MostTries || run.Request.NextStep is { State: StepState.Waits });
    }

    /// <summary>Done on somebody's word, or parked with what to do.</summary>
    public static StepResult Result(OperationRun run, string reason, params string[] args) =>
        run.Request.Continued is { } word && word.Step == run.Request.NextStep?.Name && word.Reason == reason
            ? new StepResult.Done(Remark: StepRemarks.Of("ByHand", word.By.Name))
            : new StepResult.Waits(reason, args);
}
