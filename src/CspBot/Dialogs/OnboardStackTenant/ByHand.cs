using CspBot.Cloud;
using CspBot.Requests;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>
/// A stamp that the bot cannot reach: a person does the step, and Continue is their word for it. The line says whose word it is.
/// </summary>
/// <remarks>
/// Private stamps are often out of a cloud's reach (facts azure §5.4): each step must be possible as commands and a question.
/// </remarks>
internal static class ByHand
{
    private const int MostTries = 2;

    /// <summary>A gateway's page passes oftener than a stamp comes back: tries before a person is asked, about two minutes.</summary>
    private const int MostTriesAtPages = 5;

    /// <summary>
    /// It is time to ask a person: the stamp refuses us for good, has not been reached for a
    /// while, or something else answers for it.
    /// </summary>
    public static bool Asks(CloudFault fault, OperationRun run) =>
        Asks(fault, run.Request.Attempts, run.Request.NextStep is { State: StepState.Waits });

    /// <param name="fault">What came instead of an answer.</param>
    /// <param name="attempts">Failed tries of this step before.</param>
    /// <param name="isParked">
    /// A person is asked already: it stays parked until the stamp answers or a person speaks, with no back and forth on the card.
    /// </param>
    public static bool Asks(CloudFault fault, int attempts, bool isParked)
    {
        if (fault.Api == "login"
            && fault.Reason is CloudReason.NoDelegatedAdministration or CloudReason.NoConsent or CloudReason.ConditionalAccess)
            return true;
        if (!fault.Api.StartsWith("stack", StringComparison.Ordinal))
            return false;
        return fault.IsRefusal || (fault.Reason is CloudReason.Unreachable or CloudReason.TimedOut && (isParked || attempts >= MostTries))
            || (IsPage(fault) && (isParked || attempts >= MostTriesAtPages));
    }

    /// <summary>Done on somebody's word, or parked with what to do. A stamp that said nothing itself is looked at again soon.</summary>
    public static StepResult Result(OperationRun run, CloudFault? fault, string reason, params string[] args) =>
        run.Request.Continued is { } word && word.Step == run.Request.NextStep?.Name && word.Reason == reason
            ? new StepResult.Done(Remark: StepRemarks.Of("ByHand", word.By.Name))
            : new StepResult.Waits(reason, args) { Passes = fault is { IsTransient: true } };

    private static bool IsPage(CloudFault fault) => fault is { Reason: CloudReason.ServiceFault, Code: null };
}
