using System.Globalization;
using System.Text.Json.Nodes;
using CspBot.Tests.Harness;

namespace CspBot.Trials.Histories;

/// <summary>One history played on a stage: each step is carried out, and what the audit says of it is told to the model.</summary>
internal sealed partial class Play(Stage stage, History history)
{
    private readonly Life _life = new(history.Asker);
    private readonly List<Line> _lines = [];
    private readonly List<(Sent Sent, JsonObject Activity)> _clicked = [];
    private readonly HashSet<(Who, string)> _taken = [];
    private readonly Dictionary<Who, string> _fresh = [];
    private readonly Dictionary<Who, string> _absences = [];
    private readonly string _customer = CspBot.Sandbox.Ids.Customer(stage.Customer);
    private readonly string _card = $"card-{stage.Customer}";
    private string _id = "";
    private string _subscription = "";
    private string _user = "";
    private long _seq;

    /// <summary>What was played, for counting.</summary>
    public bool HasEffect => _life.Gives > 0;

    /// <inheritdoc cref="HasEffect"/>
    public Life Life => _life;

    /// <summary>Plays it to its end and holds the promises.</summary>
    /// <exception cref="BrokenPromiseException">One was broken: which, and what the audit says.</exception>
    public async Task RunAsync()
    {
        try
        {
            if (!await AskAsync())
                return;
            foreach (var step in history.Steps)
                await StepAsync(step);
            await SettleAsync();
            await HearAsync([]);
            var restarts = history.Steps.Count(step => step.Deed == Deed.Restart);
            await new Promises(stage, _life, new Played(_id, _customer, _subscription, _user, _card, restarts)).HoldAsync(_lines);
        }
        catch (Exception e) when (e is BrokenPromiseException or TimeoutException or InvalidOperationException or KeyNotFoundException)
        {
            throw new BrokenPromiseException(
                $"{e.Message}\n{history}\n{_id}, customer {stage.Customer}:\n{string.Join('\n', _lines)}", e);
        }
    }

    /// <summary>Through the form and the review; false where the rules say no.</summary>
    private async Task<bool> AskAsync()
    {
        if (history.Giver is not null)
            await PreapproveAsync();
        _seq = await stage.HeadAsync();
        var asker = stage.AgentOf(history.Asker);
        var (_, opened) = await asker.SendAsAskedAsync(asker.Forge("grant-owner/customer", new() { ["customer"] = _customer }, _card));
        var form = opened.GetProperty("value");
        (_subscription, _user) = (CardReader.Choices(form, "subscription")[0].Value, CardReader.Choices(form, "user")[0].Value);
        var filled = new Dictionary<string, string>
        {
            ["subscription"] = _subscription,
            ["user"] = _user,
            ["duration"] = history.Length,
            ["reason"] = "history",
            ["ticket"] = "INC123456",
        };
        var review = await asker.ClicksAsync(form, "grant-owner/details", filled, _card);
        var mayAsk = CardReader.HasButton(review, "grant-owner/submit");
        var isOpen = HouseRules.Of(history.Length) is { } terms && _life.HasDeciders(terms);
        var mayBreak = isOpen
            && HouseRules.Of(history.Length) is { People: > 0, SignsIn: false }
            && !_life.IsLetBy(history.Giver, history.Length);
        var hasGlass = CardReader.HasButton(review, "grant-owner/glass");
        Say(hasGlass == mayBreak, $"the glass of {history.Length} can be broken: {hasGlass}");
        Say(mayAsk == isOpen, $"the review of {history.Length} has a button: {mayAsk}");
        if (!mayAsk)
            return false;
        var breaks = hasGlass && history.BreaksGlass;
        var verb = breaks ? "grant-owner/break" : "grant-owner/submit";
        if (breaks)
            review = await asker.ClicksAsync(review, "grant-owner/glass", null, _card);
        await asker.ClicksAsync(review, verb, breaks ? GlassScenes.Typed() : null, _card);
        var lines = await stage.SubmittedAsync(_seq);
        Say(lines is [_], $"{lines.Count} requests are on record");
        _id = lines[0].Request;
        _life.Asked(history, breaks, lines[0].At);
        _lines.Add(lines[0]);
        _seq = lines[0].Seq;
        await HearAsync([]);
        return true;
    }

    private async Task StepAsync(Step step)
    {
        var before = await stage.HeadAsync();
        _fresh.Clear();
        switch (step.Deed)
        {
            case Deed.Pass:
                await PassAsync(step.Span);
                break;
            case Deed.Restart:
                await stage.RestartAsync(step.OnTwo);
                break;
            case Deed.LoseAnswer:
                await stage.OrderAsync(new
                {
                    api = "arm",
                    method = "PUT",
                    path = _subscription,
                    afterWrite = true,
                    dropConnection = true,
                    times = 1,
                });
                break;
            case Deed.FailWrite:
                await stage.OrderAsync(new
                {
                    api = "arm",
                    method = "PUT",
                    path = _subscription,
                    status = 400,
                    code = "BadRequest",
                    times = 1,
                });
                break;
            case Deed.Away:
                await GoAwayAsync(step);
                break;
            case Deed.Back:
                await ComeBackAsync(step);
                break;
            case Deed.Loses or Deed.Regains or Deed.Disabled:
                await ChangePeopleAsync(step);
                break;
            case Deed.Again:
                await HearAsync(await SendAsync([.. _clicked.Select(one => (one.Sent with { IsOld = true }, one.Activity, step.OnTwo))]));
                break;
            default:
                await ClickAsync(step);
                break;
        }

        foreach (var line in await stage.AbsencesAsync(before))
            Told(line);
    }

    /// <summary>What the audit says since: of each click in its turn, whether it was rightly taken or refused.</summary>
    private async Task HearAsync(IReadOnlyList<Sent> clicks, bool isLoose = false)
    {
        var lines = await stage.AuditAsync(_seq, _id);
        foreach (var line in lines)
        {
            _lines.Add(line);
            _seq = line.Seq;
            if (line.Actor is not { } who || line.Kind == "break-glass")
                _life.Note(line, isLoose);
            else if (line.IsUnweighed)
                _life.Unweighed(line);
            else if (!line.IsOfEnd)
                Weigh(line, who, [.. clicks.Where(click => click.Who == who && click.Kind == line.Tried)]);
        }

        foreach (var group in clicks.GroupBy(click => (click.Who, click.Kind)))
        {
            var all = lines.Where(line => line.Actor == group.Key.Who && line.Tried == group.Key.Kind).ToList();
            var (said, unweighed) = (all.Count(line => !line.IsUnweighed), all.Count(line => line.IsUnweighed));
            var most = group.Count(click => !click.IsAskedToSignIn);
            var least = group.Count(click => !click.IsAskedToSignIn && !click.IsOld);
            Say(
                said <= most && (said + unweighed >= least || _taken.Contains(group.Key)),
                $"{said} entries of {group.Key.Who}: {group.Key.Kind}, for {least} to {most} clicks");
        }
    }

    private void Weigh(Line line, Who who, List<Sent> candidates)
    {
        if (line["shownVersion"] is { } shown)
            candidates.RemoveAll(click => click.Version.ToString(CultureInfo.InvariantCulture) != shown);
        var isTaken = line.Kind != "refused";
        var judged = candidates.ConvertAll(click => (Click: click, Says: _life.Judge(click, line.At)));
        var fits = judged.Find(one => one.Says != (isTaken ? Histories.Say.No : Histories.Say.Yes)).Click;
        Life.Promise(fits is not null, isTaken ? "It was taken, and must not be" : "It was refused, and might be", line);
        if (!isTaken)
            return;
        _life.Take(line, fits!);
        _taken.Add((who, line.Kind));
        if (line.Kind == "approved" && line["signIn"] is not null && _fresh.TryGetValue(who, out var token))
            stage.Spent[who] = token;
    }

    private async Task PassAsync(Span span)
    {
        await stage.RestAsync();
        await HearAsync([]);
        var now = stage.Now;
        _life.AtRest(now);
        var waits = _life.Stand == Stand.Waits;
        stage.Leap(span switch
        {
            Span.Minutes16 => TimeSpan.FromMinutes(16),
            Span.Hours2 => TimeSpan.FromHours(2),
            Span.BeforeLapse when waits && _life.DecideBy - now > TimeSpan.FromMinutes(1) =>
                _life.DecideBy - now - TimeSpan.FromSeconds(40),
            Span.AfterLapse when waits => _life.DecideBy - now + TimeSpan.FromSeconds(1),
            Span.AfterLapse when _life.Glass?.ConfirmBy > now => _life.Glass.ConfirmBy - now + TimeSpan.FromSeconds(1),
            Span.AfterEnd when HouseRules.Long(_life.Length) <= TimeSpan.FromHours(8) =>
                HouseRules.Long(_life.Length) + TimeSpan.FromSeconds(1),
            _ => TimeSpan.FromMinutes(61),
        });
        await stage.RestAsync();
        await HearAsync([]);
        _life.AtRest(stage.Now);
    }

    /// <summary>Who may do what changes while nobody does anything; what begins in that moment may have seen either.</summary>
    private async Task ChangePeopleAsync(Step step)
    {
        await stage.RestAsync();
        await HearAsync([]);
        var (people, who) = (_life.People, step.Who);
        string[] kept = step.Deed == Deed.Loses
            ? step.Odd ? [] : [.. HouseRules.Roles[who].SkipLast(1)]
            : HouseRules.Roles[who];
        if (step.Deed == Deed.Disabled)
        {
            people.SwitchOff(who);
            await stage.SwitchAsync(who, on: false);
        }
        else
        {
            people.SwitchOn(who);
            people.Set(who, kept);
            await stage.SwitchAsync(who, on: true);
            await stage.SetRolesAsync(who, kept);
        }

        await stage.RestAsync();
        await HearAsync([], isLoose: true);
    }

    private static void Say(bool holds, string what)
    {
        if (!holds)
            throw new BrokenPromiseException(what);
    }
}
