using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Requests.SignIns;

namespace CspBot.Requests.BreakGlass;

/// <summary>Who may run what without approval, and who may confirm it afterwards. Pure, but for one question to the directory.</summary>
internal static class GlassPolicy
{
    /// <summary>Why this person may not break the glass for this at this moment; null when they may.</summary>
    /// <exception cref="Cloud.CloudFault">The directory did not say who may approve.</exception>
    public static async Task<Refusal?> WhyNotAsync(ApprovalDesk desk, PolicyCase asked, Caller caller, CancellationToken ct)
    {
        // Most never come so far as to ask the directory.
        if (Closed(asked, caller, desk.Options) is { } closed)
            return closed;
        var (found, verdict) = await desk.JudgeAsync(asked, caller, ct, PolicyMoment.BreaksGlass);
        return WhyNot(asked, caller, found, verdict, desk.Options);
    }

    /// <summary>The same once the rules were asked. Only the approval is passed over: what they refuse or want besides holds.</summary>
    public static Refusal? WhyNot(PolicyCase asked, Caller caller, PolicyFinding found, Verdict verdict, ApprovalOptions options) =>
        Closed(asked, caller, options)
        ?? verdict switch
        {
            Verdict.Refused refused => refused.Refusal,
            Verdict.RunNow => new Refusal("Glass.NothingToBreak"),
            _ => found.Missing,
        }
        ?? (FreshSignIn.IsWanted(asked, found.Rule, options) ? new Refusal("Glass.SignInWanted") : null);

    /// <summary>What needs nobody's answer: whether it is on, and whether this person is an admin agent who may run it.</summary>
    private static Refusal? Closed(PolicyCase asked, Caller caller, ApprovalOptions options) =>
        // What lets somebody go without approval for a time is for approvers alone to give.
        asked.Beneficiary is not null || !options.BreakGlass.Covers(asked) ? new Refusal("Glass.Off")
        : !caller.Has(PartnerRole.AdminAgent) ? new Refusal("RoleMissing." + nameof(PartnerRole.AdminAgent))
        : !caller.May(asked.RunPower) ? Refusal.Lacks(asked.RunPower)
        : null;

    /// <summary>
    /// Whether a click confirms, or says that it shall not stand: by who could have approved it, and never by who ran it.
    /// </summary>
    public static Refusal? MayDecide(Request request, DecisionClick click)
    {
        if (!string.Equals(click.Caller.Person.TenantId, request.Requester.TenantId, StringComparison.OrdinalIgnoreCase))
            return new Refusal("OtherTenant");
        if (click.Caller.Person.IsSame(request.Requester))
            return new Refusal("Glass.OwnRequest", request.Id);
        var (refused, forWhom) = ApprovalPolicy.InWhoseRight(request, click);
        if (refused is not null)
            return refused;
        if (click.CardOfOtherRequest)
            return new Refusal("OtherCard", request.Id);
        if (!click.PlaceIsRight)
            return new Refusal("OtherConversation", request.Id);
        return request.Glass is not { } glass ? new Refusal("Glass.Nothing", request.Id)
            : request.GlassPhase switch
            {
                GlassPhase.Confirmed => new Refusal("Glass.Confirmed", request.Id),
                GlassPhase.Nothing => new Refusal("Glass.Nothing", request.Id),
                GlassPhase.TakingBack or GlassPhase.TakenBack => new Refusal("Glass.TakenBack", request.Id),
                GlassPhase.Open when !glass.IsInTime(click.At) => new Refusal("Glass.TooLate", request.Id),
                GlassPhase.Reported when !click.Approves => new Refusal("Glass.NothingToTakeBack", request.Id),
                _ when click.Approves && Said(glass, click, forWhom) => new Refusal("Glass.SaidAlready", request.Id),
                _ => click.Version == glass.Version ? null : new Refusal("StaleVersion", request.Id),
            };
    }

    private static bool Said(BrokenGlass glass, DecisionClick click, Person? forWhom) =>
        glass.HasSaidYes(click.Caller.Person.ObjectId) || (forWhom is not null && glass.HasSaidYes(forWhom.ObjectId));
}
