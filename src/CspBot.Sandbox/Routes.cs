namespace CspBot.Sandbox;

/// <summary>The routes of one API: method and template such as <c>/v1/customers/{customer}</c>, without regard to case.</summary>
internal sealed class Routes
{
    private readonly List<Route> routes = [];

    public void Map(string method, string template, Func<Call, Answer> handler) =>
        routes.Add(new Route(method, template, template.Split('/', StringSplitOptions.RemoveEmptyEntries), handler));

    /// <summary>The answer of the first route that fits; null when no path fits, 405 when only the method does not.</summary>
    /// <remarks>What the route's document does not have is not handled: <see cref="Call.Refused"/> then says why.</remarks>
    public Answer? Dispatch(Call call)
    {
        string[] path = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool otherMethod = false;
        foreach (Route route in routes)
        {
            if (!route.Fits(path))
                continue;
            if (!route.Method.Equals(call.Method, StringComparison.OrdinalIgnoreCase))
            {
                otherMethod = true;
                continue;
            }

            route.Capture(path, call.Values);
            call.Route = "/" + string.Join('/', path.Zip(route.Template, (sent, name) => name[0] == '{' ? name : sent));
            call.Refused = Documented.Refusal(call, route.Text);
            return call.Refused is null ? route.Handler(call) : new Answer(400);
        }

        return otherMethod ? new Answer(405) : null;
    }

    private sealed record Route(string Method, string Text, string[] Template, Func<Call, Answer> Handler)
    {
        public bool Fits(string[] path)
        {
            if (path.Length != Template.Length)
                return false;
            for (int i = 0; i < path.Length; i++)
            {
                if (Template[i][0] != '{' && !Template[i].Equals(path[i], StringComparison.OrdinalIgnoreCase))
                    return false;
            }

            return true;
        }

        public void Capture(string[] path, Dictionary<string, string> values)
        {
            for (int i = 0; i < path.Length; i++)
            {
                if (Template[i][0] == '{')
                    values[Template[i][1..^1]] = path[i];
            }
        }
    }
}
