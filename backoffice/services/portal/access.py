"""Why a tenant cannot sign in, from his file: the diagnosis, what it rests on, what may be pressed."""



