namespace Neurons.Compile

open System.Collections.Concurrent
open System.Threading

/// What was made for the keys that were asked for last, so that memory stays bounded however many keys there are: at least `most` of them, at most
/// twice as many. Keys live in two generations; when the young one is full it becomes the old one, and what is asked for again is young again.
type internal Recent<'Key, 'Value when 'Key: not null>(most: int) =
    let mutable young = ConcurrentDictionary<'Key, 'Value>()
    let mutable old = ConcurrentDictionary<'Key, 'Value>()
    let gate = obj ()

    let keep key (value: 'Value) =
        lock gate (fun () ->
            if young.Count >= most then
                Volatile.Write(&old, young)
                Volatile.Write(&young, ConcurrentDictionary())

            young.GetOrAdd(key, value))

    member _.Count = young.Count + old.Count

    /// The value of a key: the one that is kept, or a new one. Threads that ask at the same time get the same.
    member _.GetOrAdd(key: 'Key, make: 'Key -> 'Value) : 'Value =
        match Volatile.Read(&young).TryGetValue key with
        | true, value -> value
        | _ ->
            match Volatile.Read(&old).TryGetValue key with
            | true, value -> keep key value
            | _ -> keep key (make key)
