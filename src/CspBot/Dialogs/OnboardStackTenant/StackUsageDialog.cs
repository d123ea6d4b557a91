using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>
/// What tenants use of our Azure Stacks, by day and meter, beside what was mapped when: use before a mapping stands bills the
/// registration's own subscription (azure §4.3), so that a leak has a figure.
/// </summary>
internal sealed class StackUsageDialog(AzureOperations azure, StackUsageDesk desk, FormSeal forms)
    : Dialog(OnboardStackTenantDialog.Entry with { Area = "StackUsage" })
{
    public const string Act = "usage";

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.OnboardStack);

    /// <param name="words">Part of a tenant's name, to see it alone.</param>
    public override async Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        if (azure.Stacks.Count == 0)
            return new DialogReply.Refuse(new Refusal("OnboardStackTenant.NoDeployments"));
        var view = StackUsageView.Read(await forms.KeepOrNewAsync(turn.Input.Form, ct), turn.Input, words, desk.LastDay);
        var stack = view.Tenant.Length > 0 ? view.Tenant.Split('|')[0] : view.Stack;
        var wanted = azure.Stacks.Where(one => stack.Length == 0 || one.Name == stack).ToList();
        if (wanted.Count == 0)
            return new DialogReply.Refuse(new Refusal("OnboardStackTenant.UnknownDeployment", stack));
        var reads = await desk.ReadAsync(turn, wanted, view.Span, ct);
        var found = StackUse.Sorted(reads.SelectMany(read => read.Uses).Where(view.Wants)).ToList();
        var shown = new StackUsageShown(view, reads, found) { Stacks = azure.Stacks };
        if (view.Line is not null)
            return Show(StackUsageCsvCards.Part(turn.Texts, shown));
        if (view.Tenant.Length == 0)
            return Show(StackUsageCards.Overview(turn.Texts, shown, null));
        if (found is [var one, ..])
            return Show(StackUsageOneCards.One(turn.Texts, shown, one));

        // It used nothing then, or is nobody that this caller knows: the overview is where to go on.
        var gone = Look.Banner(Look.Warning, turn.Texts[StackUsageText.NothingOfIt, view.Span.Say(turn.Texts)]);
        return Show(StackUsageCards.Overview(
            turn.Texts, shown with { View = view with { Tenant = "", Page = 0 }, Uses = [.. reads.SelectMany(read => read.Uses)] }, gone));
    }

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "customer" or Act => OpenAsync(turn, turn.Input["customer"], ct),
        "cancel" => Task.FromResult(Closed(turn)),
        _ => Task.FromResult<DialogReply>(new DialogReply.Refuse(new Refusal("UnknownButton"))),
    };

    /// <summary>What the leaks of the last 30 days came to, where it could be read in the turn's time: by deployment and tenant.</summary>
    public async Task<IReadOnlyDictionary<string, string>> LeaksAsync(DialogTurn turn, CancellationToken ct)
    {
        var reads = await desk.ReadAsync(turn, azure.Stacks, StackUsageSpan.Last30(desk.LastDay), ct);
        return (from read in reads
                where read.UsageFault is null
                from use in read.Uses
                let leak = StackUsageWords.Leak(turn.Texts, use)
                where leak is not null
                select (use.Key, leak)).ToDictionary(StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>What a card of usage shows.</summary>
/// <param name="Uses">Those that were asked for, leaks first.</param>
internal sealed record StackUsageShown(StackUsageView View, IReadOnlyList<StackUsageRead> Reads, IReadOnlyList<StackUse> Uses)
{
    /// <summary>All that can be chosen.</summary>
    public IReadOnlyList<StackDeployment> Stacks { get; init; } = [];

    public StackUsageRead ReadOf(StackUse use) => Reads.First(read => read.Stack.Name == use.Deployment);

    /// <summary>Something was not read that may be read a moment later.</summary>
    public bool IsToBeAskedAgain => Reads.Any(read => read.Faults.Any(fault => fault.IsTransient));

    public bool IsWhole => Reads.All(read => !read.Faults.Any());

    /// <summary>What could not be read, stamp by stamp, and the last day that can be told.</summary>
    public IEnumerable<AdaptiveElement?> Remarks(Texts texts, DateOnly last)
    {
        foreach (var read in Reads)
        {
            foreach (var fault in read.Faults)
            {
                var (text, help) = StackUsageWords.Unread(texts, read, fault);
                yield return Look.Line(Mark.Caution, text, help);
            }
        }

        yield return Look.Quiet(View.Span.To == last
            ? texts[StackUsageText.SpanToLast, StackUsageWords.Day(texts, View.Span.From), StackUsageWords.Day(texts, View.Span.To)]
            : texts[StackUsageText.Span, StackUsageWords.Day(texts, View.Span.From), StackUsageWords.Day(texts, View.Span.To)]);
    }
}
