using CspBot.Cloud;
using CspBot.Messages;
using CspBot.Store;

namespace CspBot.Credit;

/// <summary>Looks at some customers: who of them lost the role that earns the credit, and who has it again.</summary>
internal sealed class CreditLook(
    AzureOperations azure, Database database, HouseRoute route, CreditNotices notices, TimeProvider time, ILogger<CreditLook> log)
{
    /// <summary>So many customers, and nothing of any of them seen: then it is our own account that sees nothing.</summary>
    private const int TooMany = 3;

    /// <summary>Looks at each of these customers once; the ids of those to look at again, since they could not be read.</summary>
    /// <exception cref="CloudFault">Throttled, or the readers of notices could not be found: the same few are looked at later.</exception>
    public async Task<IReadOnlyList<string>> TakeAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
            return [];
        var (again, seen) = (new List<string>(), new List<(string Customer, IReadOnlyList<CreditSighting> Found)>());
        var readers = await route.ReadersAsync(ct);
        foreach (var id in ids.Select(id => id.ToLowerInvariant()))
        {
            try
            {
                seen.Add((id, await LookAsync(id, ct)));
            }
            catch (CloudFault fault) when (fault.Reason is CloudReason.NotOurCustomer)
            {
                seen.Add((id, []));
            }
            catch (CloudFault fault) when (fault.Reason is not CloudReason.Throttled)
            {
                log.CreditNotRead(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
                if (fault.IsTransient)
                    again.Add(id);
            }
        }

        if (await IsBlindAsync(seen, ct))
            return ids;

        foreach (var (customer, found) in seen)
            await KeepAsync(customer, found, readers, ct);
        return again;
    }

    /// <summary>
    /// Hidden to us everywhere is no word about the customers: the service account has lost its group. Where these few show nothing, others
    /// that were well when last seen are asked; before any was seen, it takes several customers.
    /// </summary>
    private async Task<bool> IsBlindAsync(List<(string Customer, IReadOnlyList<CreditSighting> Found)> seen, CancellationToken ct)
    {
        var read = seen.Where(one => one.Found.Any(found => found.Read is not null)).ToList();
        if (read.Count == 0 || read.Exists(one => one.Found.Any(found => found.Read is { IsHidden: false })))
            return false;
        var wells = await database.ReadAsync(s => CreditTable.ListWellAsync(s, TooMany), ct);
        var others = wells.Where(well => seen.TrueForAll(one => one.Customer != well.Customer)).ToList();
        foreach (var well in others)
        {
            if (!(await azure.ReadCreditAsync(well.Customer, well.Subscription, ct)).IsHidden)
                return false;
        }

        if (others.Count == 0 && read.Count < TooMany)
            return false;
        log.CreditBlind(read.Count);
        return true;
    }

    /// <summary>The active subscriptions of the customer's Azure plans; legacy offers earn no credit.</summary>
    private async Task<IReadOnlyList<CreditSighting>> LookAsync(string customer, CancellationToken ct)
    {
        var found = new List<CreditSighting>();
        var sold = await azure.ListAzureSubscriptionsAsync(customer, ct);
        foreach (var one in sold.Where(one => one is { Kind: SubscriptionKind.AzurePlan, IsActive: true }))
        {
            try
            {
                found.Add(new CreditSighting(one, await azure.ReadCreditAsync(customer, one.Id, ct), null));
            }
            catch (CloudFault fault) when (!fault.IsTransient)
            {
                // A refusal stands until somebody mends it, and says nothing of the role.
                log.CreditNotRead(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
                found.Add(new CreditSighting(one, null, fault));
            }
        }

        return found;
    }

    /// <summary>One customer in one transaction: what is told is remembered with it, so that it is told once.</summary>
    private async Task KeepAsync(
        string customer, IReadOnlyList<CreditSighting> found, IReadOnlyList<RouteReader> readers, CancellationToken ct)
    {
        var givers = new Dictionary<string, RouteReader>(StringComparer.OrdinalIgnoreCase);
        foreach (var one in found)
        {
            var giver = await database.ReadAsync(s => CreditTable.LastGiverAsync(s, customer, one.Subscription.Id.ToLowerInvariant()), ct);
            if (giver is not null && !givers.ContainsKey(giver) && readers.All(reader => reader.Recipient != giver))
                givers[giver] = await route.PersonAsync(giver, ct);
        }

        await database.WriteAsync(
            async session =>
            {
                await session.LockAsync("credit:" + customer);
                var before = (await CreditTable.ListAsync(session, customer)).ToDictionary(row => row.Subscription);
                var news = new List<(KnownCredit Row, CreditNews News)>();
                foreach (var one in found)
                {
                    var now = time.GetUtcNow();
                    var after = one.After(before.GetValueOrDefault(one.Subscription.Id.ToLowerInvariant()), customer, now);
                    await CreditTable.SaveAsync(session, after.Row);
                    news.Add(after);
                }

                foreach (var gone in before.Keys.Except(news.Select(one => one.Row.Subscription)))
                    await CreditTable.ForgetAsync(session, gone);
                await TellAsync(session, customer, news, [.. readers, .. givers.Values]);
                return true;
            },
            ct);
    }

    private async Task TellAsync(
        Session session, string customer, List<(KnownCredit Row, CreditNews News)> news, IReadOnlyList<RouteReader> readers)
    {
        var known = azure.FindKnownCustomer(customer) ?? new Customer(customer, customer, "");
        foreach (var kind in new[] { CreditNews.Lost, CreditNews.Mended })
        {
            var rows = news.Where(one => one.News == kind).Select(one => one.Row).ToList();
            if (rows.Count == 0)
                continue;
            if (readers.Count == 0)
                log.CreditTellsNobody(customer);
            await notices.TellAsync(session, known, rows, kind == CreditNews.Lost, readers);
        }
    }
}
