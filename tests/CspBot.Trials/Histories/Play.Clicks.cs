using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Tests.Harness;

namespace CspBot.Trials.Histories;

/// <content>What people click, and who is away.</content>
internal sealed partial class Play
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromMinutes(11);

    private async Task ClickAsync(Step step)
    {
        var shown = step.Deed is Deed.Confirm or Deed.NotConfirm && _life.Glass is { } glass ? glass.Version : _life.Version;
        var version = Math.Max(1, shown - (step.Odd ? 1 : 0));
        var people = step.Deed switch
        {
            Deed.ApproveTwice => [(step.Who, false), (step.Who, true)],
            Deed.ApproveBoth => [(step.Who, step.OnTwo), (step.Other, !step.OnTwo)],
            _ => new[] { (step.Who, step.OnTwo) },
        };
        var (ready, asked) = (new List<(Sent, JsonObject, bool)>(), new List<Sent>());
        foreach (var (who, two) in people)
        {
            var sent = new Sent(who, KindOf(step.Deed), version) { Length = step.Length };
            var data = new JsonObject { ["request"] = _id, ["version"] = version };
            if (step.Deed == Deed.End)
                data["duration"] = step.Length;
            if (step.Deed is Deed.Comment or Deed.Approve or Deed.Reject)
                data["comment"] = "said";
            var click = stage.AgentOf(who).Forge(VerbOf(sent.Kind), data);
            if (sent.Kind == "approved" && _life is { Terms.SignsIn: true, Stand: Stand.Waits })
                await AskToSignInAsync(step, sent, click, ready, asked);
            else
                ready.Add((sent, click, two));
        }

        if (step.Deed == Deed.ApproveHeld)
            await stage.OrderAsync(new { api = "graph", path = history.Asker.IdOf(), status = 503, retryAfter = "300", times = 1 });
        var all = (await SendAsync(ready)).Concat(asked).ToList();
        if (step.Deed == Deed.ApproveHeld)
            await stage.RestAsync();
        await HearAsync(all);
    }

    /// <summary>The first click asks for a sign-in; the same click again brings it.</summary>
    private async Task AskToSignInAsync(
        Step step, Sent sent, JsonObject click, List<(Sent, JsonObject, bool)> ready, List<Sent> asked)
    {
        var agent = stage.AgentOf(sent.Who);
        var (_, body) = await agent.SendAsAskedAsync(click.DeepClone().AsObject());
        asked.Add(sent);
        if (body.GetProperty("statusCode").GetInt32() != (int)HttpStatusCode.Unauthorized)
            return;
        sent.IsAskedToSignIn = true;
        if (step.SignIn == SignIn.None)
            return;
        var (kind, token) = step.SignIn switch
        {
            SignIn.Old => (SignIn.Old, stage.Token(sent.Who, TimeSpan.FromMinutes(16))),
            SignIn.Anothers => (SignIn.Anothers, stage.Token(sent.Who == Who.Aisha ? Who.Tomas : Who.Aisha, TimeSpan.Zero)),
            SignIn.Used when stage.Spent.TryGetValue(sent.Who, out var spent) => (SignIn.Used, spent),
            _ => (SignIn.Good, _fresh.GetValueOrDefault(sent.Who) ?? stage.Token(sent.Who, TimeSpan.FromMinutes(1))),
        };

        // Who clicks twice at once sends one sign-in twice.
        if (kind == SignIn.Good)
            _fresh[sent.Who] = token;
        var again = TeamsClient.Again(agent, click, body.GetProperty("value"), token);
        ready.Add((sent with { SignIn = kind, IsAskedToSignIn = false }, again, step.OnTwo));
    }

    /// <summary>All at the same moment, each to its instance.</summary>
    private async Task<IReadOnlyList<Sent>> SendAsync(IReadOnlyList<(Sent Sent, JsonObject Activity, bool Two)> clicks)
    {
        await Task.WhenAll(clicks.Select(async one =>
        {
            var (answer, body) = await stage.AgentOf(one.Sent.Who, one.Two).SendAsAskedAsync(one.Activity);
            Say(answer.StatusCode == HttpStatusCode.OK, $"{one.Sent} was answered with {(int)answer.StatusCode} {body}");

            // A fault of the bot's own is written into no audit: it is told as what it is.
            Say(
                !body.TryGetProperty("statusCode", out var fault) || fault.GetInt32() != (int)HttpStatusCode.InternalServerError,
                $"{one.Sent} was answered with {body} {Faults.In(body.ToString())}");

            // One that was sent with an earlier card may be asked for a sign-in too.
            one.Sent.IsAskedToSignIn |= body.TryGetProperty("statusCode", out var status) && status.GetInt32() == 401;
        }));
        _clicked.AddRange(clicks.Where(one => !one.Sent.IsOld).Select(one => (one.Sent, one.Activity)));
        return [.. clicks.Select(one => one.Sent)];
    }

    private async Task GoAwayAsync(Step step)
    {
        var by = stage.AgentOf(step.Maker, step.OnTwo);
        var card = $"away-{stage.Customer}";
        var (_, opened) = await by.SendAsAskedAsync(by.Forge("requests/absence", [], card));
        var form = opened.GetProperty("value");
        if (!CardReader.HasButton(form, "requests/absence-submit"))
            return;
        var now = TimeZoneInfo.ConvertTime(stage.Now, TimeZoneInfo.FindSystemTimeZoneById(by.Zone!));
        var (from, until) = (now.AddHours(step.Odd ? 2 : 0), now.AddHours(step.Odd ? 8 : 3));
        var filled = new Dictionary<string, string>
        {
            ["delegate"] = step.Other.IdOf(),
            ["fromDay"] = from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["fromTime"] = from.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["untilDay"] = until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["untilTime"] = until.ToString("HH:mm", CultureInfo.InvariantCulture),
        };
        if (step.Maker != step.Who)
            filled["approver"] = step.Who.IdOf();
        await by.ClicksAsync(form, "requests/absence-submit", filled, card);
    }

    private async Task ComeBackAsync(Step step)
    {
        if (!_absences.TryGetValue(step.Who, out var absence))
            return;
        var by = stage.AgentOf(step.Who, step.OnTwo);
        await by.SendAsAskedAsync(by.Forge("requests/absence-end", new() { ["absence"] = absence }));
    }

    /// <summary>Absences as the audit tells of them.</summary>
    private void Told(Line line)
    {
        var (absent, standIn) = (HouseRules.PersonOf(line["approverId"]), HouseRules.PersonOf(line["delegateId"]));
        if (line.Kind == "absence-made")
        {
            var away = new Away(absent!.Value, standIn!.Value, line.Actor!.Value, Moment(line["from"]), Moment(line["until"]));
            Life.Promise(away.Absent != away.Delegate, "Somebody stands in for themselves", line);
            Life.Promise(
                away.Maker == away.Absent
                    ? _life.People.Is(away.Maker, HouseRules.Approvers)
                    : _life.People.Is(away.Maker, HouseRules.Admin) && away.Delegate != away.Maker,
                "Somebody set up what they may not",
                line);
            _life.Aways.Add(away);
            _absences[away.Absent] = line["absence"]!;
            stage.Remember(line["absence"]!);
        }
        else if (line.Kind == "absence-ended")
        {
            foreach (var away in _life.Aways.Where(away => away.Absent == absent && away.Delegate == standIn))
                away.IsEnded = true;
        }

        static DateTimeOffset Moment(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture);
    }

    /// <summary>Until all that this history set going has come to its end; a right's own end, hours ahead, is not waited for.</summary>
    private async Task SettleAsync()
    {
        const string open =
            """
            select due_at from request
            where id = @id and state in ('approved', 'running') and due_at <= @soon
                or id = @end and state in ('approved', 'running') and due_at <= @soon
            union all select due_at from outbox where subject like @like and state = 'pending' and due_at <= @soon
            """;
        while (true)
        {
            await stage.RestAsync();
            await HearAsync([]);
            var now = stage.Now.ToUnixTimeMilliseconds();
            var args = new { id = _id, end = _id + "-E", like = _id + "%", soon = now + (long)SoonAgain.TotalMilliseconds };
            if (await stage.ReadAsync<long?>($"select min(due_at) from ({open}) work", args) is not { } next)
                return;
            stage.Leap(TimeSpan.FromMilliseconds(Math.Max(1, next - now)));
        }
    }

    private static string KindOf(Deed deed) => deed switch
    {
        Deed.Approve or Deed.ApproveTwice or Deed.ApproveBoth or Deed.ApproveHeld => "approved",
        Deed.Reject => "rejected",
        Deed.Look => "looking",
        Deed.Comment => "commented",
        Deed.Remind => "reminded-by-hand",
        Deed.End => "end-changed",
        Deed.Withdraw => "cancelled",
        Deed.Undo => "undo",
        Deed.Confirm => "confirmed",
        Deed.NotConfirm => "not-confirmed",
        _ => "retried",
    };

    private static string VerbOf(string kind) => "requests/" + kind switch
    {
        "approved" => "approve",
        "rejected" => "reject",
        "commented" => "comment",
        "reminded-by-hand" => "remind",
        "end-changed" => "end",
        "cancelled" => "cancel",
        "retried" => "retry",
        "confirmed" => "confirm",
        "not-confirmed" => "not-confirm",
        _ => kind,
    };
}
